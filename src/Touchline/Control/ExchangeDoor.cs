using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Configuration;
using Touchline.Venues.Wire;

namespace Touchline.Control;

/// <summary>
/// What a simulated exchange has besides the venue's interface: its faults and what it knows itself. Only one on this machine that the user named himself is asked; its answers are bounded, and no redirect is
/// followed.
/// </summary>
internal sealed class ExchangeDoor
{
    private const int MostBytes = 16 << 20;
    private const int MostTextChars = 500;
    private const int MostDepth = 32;
    private const string FieldMark = "field '";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly VenueSettings? _venue;
    private readonly string? _why;

    /// <param name="venue">The session's; null: it has none.</param>
    public ExchangeDoor(VenueSettings? venue)
    {
        if (venue is not { IsOwnLoopback: true })
        {
            _why = venue is null
                ? "this session has no venue; faults are those of a simulated exchange: run --venue binance with --rest-url and its other addresses at one ('touchline exchange binance')"
                : $"this session's venue is {venue.Host}, not an address of this machine that setting {VenueSetting.RestUrl.Path} gives: only a simulated exchange of your own has faults";
            return;
        }

        _venue = venue;
    }

    /// <exception cref="Problem">There is no such exchange, or it won't have it.</exception>
    public async Task<JsonNode> Ask(HttpMethod method, string path, string? body, CancellationToken cancel)
    {
        if (_venue is null)
            throw Problem.Conflict(_why!);
        using HttpClient client = Client(_venue);
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request, cancel).ConfigureAwait(false);
            string text = await answer.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = MostDepth }) ?? throw NoExchange(),
                HttpStatusCode.BadRequest => throw Refusal(Plain(text)),
                HttpStatusCode.NotFound => throw NoExchange(),
                _ => throw new Problem((int)HttpStatusCode.BadGateway, $"the exchange answered with HTTP {(int)answer.StatusCode}"),
            };
        }
        catch (JsonException)
        {
            throw NoExchange();
        }
        catch (HttpRequestException e)
        {
            throw new Problem((int)HttpStatusCode.BadGateway, $"the exchange can't be reached, or says too much: {Plain(e.Message)}");
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new Problem((int)HttpStatusCode.GatewayTimeout, $"the exchange said nothing within {Patience.TotalSeconds:0} s");
        }
    }

    // One for each question: they are rare.
    private static HttpClient Client(VenueSettings venue)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectCallback = Connect, ConnectTimeout = Patience };
        var address = new Uri(venue.Addresses.RestUrl);
        if (address.Scheme == Uri.UriSchemeHttps && WireAddress.TryParse(venue.Addresses.RestUrl, Uri.UriSchemeHttp, out WireAddress? place))
            handler.SslOptions = new WireSecurity(venue.Certificate).OptionsFor(place, static _ => { });
        return new HttpClient(handler) { BaseAddress = address, Timeout = Patience, MaxResponseContentBufferSize = MostBytes };
    }

    // A name that means this machine to us may mean another one to a resolver.
    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        IPAddress[] found = [.. (await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel).ConfigureAwait(false)).Where(IPAddress.IsLoopback)];
        if (found.Length == 0)
            throw new HttpRequestException($"{context.DnsEndPoint.Host} is no address of this machine");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, context.DnsEndPoint.Port, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // It names a field so: field 'kind': 'x' is unknown; right is ...
    private static Problem Refusal(string text)
    {
        int begin = text.IndexOf(FieldMark, StringComparison.Ordinal) + FieldMark.Length, end = text.IndexOf('\'', Math.Min(begin, text.Length));
        Dictionary<string, string>? errors = text.Contains(FieldMark, StringComparison.Ordinal) && end > begin ? new() { [text[begin..end]] = text[(end + 1)..].TrimStart(':', ' ') } : null;
        return new Problem((int)HttpStatusCode.BadRequest, text, errors);
    }

    private static Problem NoExchange() => Problem.Conflict("what answers at the venue's address is no simulated exchange: it has no faults");

    // The exchange's errors are {"error": "..."} or a plain text.
    private static string Plain(string text)
    {
        try
        {
            text = JsonNode.Parse(text) is JsonObject error && error.FirstOrDefault(m => m.Value?.GetValueKind() == JsonValueKind.String) is { Value: { } said } ? said.GetValue<string>() : text;
        }
        catch (JsonException)
        {
            // As it is.
        }

        return new string([.. text.Take(MostTextChars).Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
    }
}
