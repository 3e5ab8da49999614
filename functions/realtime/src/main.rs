//! The `realtime` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    let app = realtime::App::from(&api::vars())?;
    api::listen(|event| Box::pin(realtime::handle(&app, event))).await
}
