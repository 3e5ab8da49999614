//! The `timer` function.

use domain::Entropy;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    let app = timer::App::from(&api::vars(), Entropy::system())?;
    api::listen(|event| timer::handle(&app, event)).await
}
