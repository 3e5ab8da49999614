//! The `timer` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    let app = timer::App::from(&api::vars())?;
    api::listen(|event| timer::handle(&app, event)).await
}
