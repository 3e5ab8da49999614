//! The `bookings` function.

use domain::Entropy;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    api::serve(bookings::router(bookings::App::from(&api::vars(), Entropy::system())?)).await
}
