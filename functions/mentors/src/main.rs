//! The `mentors` function.

use domain::Entropy;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    api::serve(mentors::router(mentors::App::from(&api::vars(), Entropy::system())?)).await
}
