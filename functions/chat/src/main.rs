//! The `chat` function.

use domain::Entropy;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    api::serve(chat::router(chat::App::from(&api::vars(), Entropy::system())?)).await
}
