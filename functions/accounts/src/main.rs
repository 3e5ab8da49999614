//! The `accounts` function.

use domain::Entropy;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    api::serve(accounts::router(accounts::App::from(&api::vars(), Entropy::system())?)).await
}
