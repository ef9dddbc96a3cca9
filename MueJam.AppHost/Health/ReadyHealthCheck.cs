namespace MueJam.AppHost.Health;

/// <summary>Healthy while a server of Prometheus's family says so on <c>/-/ready</c>.</summary>
internal sealed class ReadyHealthCheck(EndpointReference endpoint, IHttpClientFactory clients)
    : AnswerHealthCheck(endpoint, "/-/ready", clients);
