//! The `notices` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    api::serve(notices::router(notices::App::from(&api::vars())?)).await
}
