//! The services that functions speak to through the real SDKs, each on a loopback port of its own.

mod bucket;
mod mail;
mod mime;
mod table;

pub use mail::{Attachment, Mail, Mailbox};
pub use table::Tables;

use crate::{
    clock::Clock,
    error::StartError,
    gateway::socket::{STAGE, manage, register::Register},
    home::Home,
    template::Template,
};
use std::{net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, task::JoinSet};

/// Credentials that every endpoint here accepts.
pub const KEY: &str = "local";

/// The running services.
pub struct Cloud {
    pub tables: Tables,
    pub mailbox: Arc<Mailbox>,
    pub connections: Arc<Register>,
    pub endpoints: Endpoints,
}

/// Where the services listen.
#[derive(Debug, Clone)]
pub struct Endpoints {
    pub dynamodb: String,
    pub s3: String,
    pub ses: String,
    /// `@connections` of the WebSocket API, its stage included.
    pub connections: String,
}

impl Cloud {
    /// Starts all of them, with the template's tables and buckets made.
    pub async fn start(
        template: &Template,
        home: &Home,
        clock: &Clock,
        gateway_port: u16,
        tasks: &mut JoinSet<()>,
    ) -> Result<Self, StartError> {
        let tables = Tables::open(home, &template.tables)?;
        let mailbox = Arc::new(Mailbox::open(home.path("mail.jsonl"), clock.clone())?);
        let files = bucket::service(&home.path("files"), &template.buckets)?;

        let (dynamodb, dynamodb_url) = listen(gateway_port, 1).await?;
        let (s3, s3_url) = listen(gateway_port, 2).await?;
        let (ses, ses_url) = listen(gateway_port, 3).await?;
        let connections = Arc::new(Register::new(clock.clone()));
        let (management, management_url) = listen(gateway_port, 4).await?;
        tasks.spawn(dynoxide::server::serve_on(dynamodb, tables.database()));
        tasks.spawn(serve(s3, files));
        tasks.spawn(serve(ses, mail::service(Arc::clone(&mailbox))));
        tasks.spawn(serve(management, manage::service(Arc::clone(&connections))));
        let endpoints = Endpoints {
            dynamodb: dynamodb_url,
            s3: s3_url,
            ses: ses_url,
            connections: format!("{management_url}/{STAGE}"),
        };
        Ok(Self { tables, mailbox, connections, endpoints })
    }
}

/// The port beside the gateway's, so that it is the same after a restart; any other where that is taken.
async fn listen(gateway_port: u16, beside: u16) -> Result<(TcpListener, String), StartError> {
    let wished = if gateway_port == 0 { 0 } else { gateway_port.saturating_add(beside) };
    let listener = match TcpListener::bind(("127.0.0.1", wished)).await {
        Ok(listener) => listener,
        Err(_) => TcpListener::bind(("127.0.0.1", 0)).await?,
    };
    let url = format!("http://{}", listener.local_addr()?);
    Ok((listener, url))
}

async fn serve(listener: TcpListener, service: axum::Router) {
    let service = service.into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, service).await {
        tracing::error!(%error, "a local service stopped");
    }
}
