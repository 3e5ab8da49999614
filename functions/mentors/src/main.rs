//! The `mentors` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    api::serve(mentors::router(mentors::App::from(&api::vars())?)).await
}
