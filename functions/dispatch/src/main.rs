//! The `dispatch` function.

use domain::Entropy;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    let app = dispatch::App::from(&api::vars(), Entropy::system())?;
    api::listen(|event| dispatch::handle(&app, event)).await
}
