//! The `dispatch` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    let app = dispatch::App::from(&api::vars())?;
    api::listen(|event| dispatch::handle(&app, event)).await
}
