//! The `chat` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    api::serve(chat::router(chat::App::from(&api::vars())?)).await
}
