//! Puts a local cloud together, in the order in which its parts need each other.

use crate::{
    cloud::Cloud,
    demo, deploy,
    error::StartError,
    gateway::{Gateway, socket::SocketApi},
    home::Home,
    inside::Inside,
    lambda::Lambda,
    options::Options,
    pages,
    schedule::Ticker,
    secrets::Secrets,
    stream::Pump,
    template::{StreamSource, Template},
};
use std::{
    collections::BTreeMap,
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Arc, atomic::Ordering},
};
use tokio::{net::TcpListener, sync::Notify, task::JoinSet};
use tokio_util::sync::CancellationToken;

/// Starts everything; returns once it answers.
pub async fn start(options: Options) -> Result<(Arc<Inside>, JoinSet<()>), StartError> {
    let home = Arc::new(match &options.data {
        Some(folder) => Home::kept_in(folder, options.fresh)?,
        None => Home::passing()?,
    });
    let secrets = options.secrets.clone().map_or_else(|| Secrets::of(&home), |given| given.kept_in(&home))?;
    let listeners = bind(options.port).await?;
    let port = listeners[0].local_addr()?.port();
    let values = deploy::local_values(&options, &secrets, port);
    let template = match &options.template {
        Some(text) => Template::parse(text, &values)?,
        None => Template::embedded(&values)?,
    };

    let mut tasks = JoinSet::new();
    let cloud = Cloud::start(&template, &home, &options.clock, options.port, &mut tasks).await?;
    let told = deploy::told(&options, &cloud.endpoints);
    let lambdas = deploy::lambdas(&options, &template, &told)?;
    if home.kept() {
        deploy::write_env_file(&home, &template, &told)?;
    }
    let written = Arc::new(Notify::new());
    let gateway = Gateway::new(
        &template,
        lambdas.clone(),
        options.clock.clone(),
        deploy::patience(&options),
        Arc::clone(&written),
    );
    let socket = SocketApi::of(&template, &lambdas, Arc::clone(&cloud.connections), Arc::clone(&written));
    let pumps = pumps(&template, &lambdas, &cloud, &home, &written)?;
    let inside = Arc::new(Inside {
        url: format!("http://127.0.0.1:{port}"),
        clock: options.clock.clone(),
        stop: CancellationToken::new(),
        template,
        lambdas,
        gateway,
        socket,
        pumps,
        cloud,
        home: Arc::clone(&home),
        ready: false.into(),
    });
    for listener in listeners {
        tasks.spawn(serve(listener, Arc::clone(&inside)));
    }
    for pump in &inside.pumps {
        let pump = Arc::clone(pump);
        tasks.spawn(async move { pump.run().await });
    }
    if options.schedule {
        tickers(&inside, &written).for_each(|ticker| drop(tasks.spawn(ticker.run())));
    }
    if options.demo {
        demo::move_in(&inside).await?;
    }
    inside.ready.store(true, Ordering::Release);
    Ok((inside, tasks))
}

/// Both loopback addresses at one port; IPv6 only where the machine has it.
async fn bind(port: u16) -> Result<Vec<TcpListener>, StartError> {
    let taken = |error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken(port),
        _ => error.into(),
    };
    let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(taken)?;
    let port = four.local_addr()?.port();
    let six = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await;
    Ok([Some(four), six.ok()].into_iter().flatten().collect())
}

async fn serve(listener: TcpListener, inside: Arc<Inside>) {
    let stop = inside.stop.clone();
    let service = pages::router(inside).into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).await {
        tracing::error!(%error, "the gateway stopped");
    }
}

fn pumps(
    template: &Template,
    lambdas: &BTreeMap<String, Lambda>,
    cloud: &Cloud,
    home: &Arc<Home>,
    written: &Arc<Notify>,
) -> Result<Vec<Arc<Pump>>, StartError> {
    let sources = template.functions.iter().flat_map(|f| f.streams.iter().map(|source| (source, &lambdas[&f.name])));
    let pump = |(source, listener): (&StreamSource, &Lambda)| {
        let (tables, home, written) = (cloud.tables.clone(), Arc::clone(home), Arc::clone(written));
        Pump::new(source.clone(), listener.clone(), tables, home, written).map(Arc::new)
    };
    sources.map(pump).collect()
}

fn tickers(inside: &Arc<Inside>, written: &Arc<Notify>) -> impl Iterator<Item = Ticker> {
    let schedules = inside.template.functions.iter().flat_map(|f| f.schedules.iter().map(|s| (f.name.clone(), s)));
    schedules.map(|(name, schedule)| Ticker {
        schedule: schedule.clone(),
        lambda: inside.lambdas[&name].clone(),
        home: Arc::clone(&inside.home),
        written: Arc::clone(written),
    })
}
