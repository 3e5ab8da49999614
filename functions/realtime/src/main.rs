//! The `realtime` function.

use domain::Entropy;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    let app = realtime::App::from(&api::vars(), Entropy::system())?;
    api::listen(|event| Box::pin(realtime::handle(&app, event))).await
}
