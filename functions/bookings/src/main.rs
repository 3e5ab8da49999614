//! The `bookings` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), api::BootError> {
    api::serve(bookings::router(bookings::App::from(&api::vars())?)).await
}
