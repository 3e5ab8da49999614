//! The `notices` function.

use domain::Entropy;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    api::serve(notices::router(notices::App::from(&api::vars(), Entropy::system())?)).await
}
