using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Touchline.Venues.Wire;

namespace Touchline.Live;

/// <summary>Name, connection and certificate of a host, each by itself, so that the first that fails says what is wrong.</summary>
internal static class HostChecks
{
    private const int TimeoutMs = 5000;
    private const int SoonDays = 14;

    /// <param name="what">What the host is for.</param>
    /// <param name="security">Which certificates are trusted.</param>
    public static IEnumerable<DoctorCheck> Of(string what, string url, WireSecurity security)
    {
        var address = new Uri(url);
        IPAddress[] found;
        DoctorCheck name = Resolve(what, address, out found);
        yield return name;
        if (name.Verdict == Verdict.Fail)
            yield break;
        using TcpClient? client = Connect(what, address, found, out DoctorCheck connection);
        yield return connection;
        if (client is not null && address.Scheme is "https" or "wss")
            yield return Certificate(what, address, client!, security);
    }

    private static DoctorCheck Resolve(string what, Uri address, out IPAddress[] found)
    {
        try
        {
            found = Dns.GetHostAddresses(address.DnsSafeHost);
            return DoctorCheck.Ok($"{what}: name", $"{address.DnsSafeHost} is {string.Join(", ", found.Take(3).Select(a => a.ToString()))}");
        }
        catch (SocketException e)
        {
            found = [];
            return DoctorCheck.Fail($"{what}: name", $"{address.DnsSafeHost} isn't found: {e.Message}", "check the address, the network and the name server (/etc/resolv.conf)");
        }
    }

    private static TcpClient? Connect(string what, Uri address, IPAddress[] found, out DoctorCheck check)
    {
        var client = new TcpClient();
        try
        {
            using var late = new CancellationTokenSource(TimeoutMs);
            client.ConnectAsync(found, address.Port, late.Token).AsTask().GetAwaiter().GetResult();
            check = DoctorCheck.Ok($"{what}: connection", $"{address.Authority} takes connections");
            return client;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            client.Dispose();
            check = DoctorCheck.Fail(
                $"{what}: connection", $"{address.DnsSafeHost} port {address.Port} can't be reached: {(e is OperationCanceledException ? $"no answer within {TimeoutMs / 1000} s" : e.Message)}",
                "check the address and its port, the network and the firewall; a simulated exchange has to be running");
            return null;
        }
    }

    // One that isn't trusted is looked at too, so that its dates can be told. Nothing is said over this connection.
#pragma warning disable CA5359
    private static DoctorCheck Certificate(string what, Uri address, TcpClient client, WireSecurity security)
    {
        try
        {
            client.ReceiveTimeout = client.SendTimeout = TimeoutMs;
            X509Certificate2? shown = null;
            string? fault = null;
            SslClientAuthenticationOptions options = security.OptionsFor(WireOf(address), told => fault = told);
            RemoteCertificateValidationCallback judge = options.RemoteCertificateValidationCallback!;
            options.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
            {
                judge(sender, certificate, chain, errors);
                shown = certificate is null ? null : new X509Certificate2(certificate);
                return true;
            };
            using var tls = new SslStream(client.GetStream());
            tls.AuthenticateAsClient(options);
            using (shown)
            {
                DoctorCheck dates = OfDates($"{what}: TLS", $"{address.Authority} speaks {tls.SslProtocol}", shown);
                return fault is null || dates.Verdict == Verdict.Fail
                    ? dates
                    : DoctorCheck.Fail(dates.Name, fault, "name the certificate's file if it is your own server's (--certificate FILE); until it is trusted, nothing further is asked");
            }
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return DoctorCheck.Fail($"{what}: TLS", $"{address.Authority} doesn't speak TLS: {e.Message}", "check the address: scheme http and ws are without TLS, https and wss with it");
        }
    }

#pragma warning restore CA5359

    private static WireAddress WireOf(Uri address) =>
        WireAddress.TryParse(address.AbsoluteUri, address.Scheme[..^1], out WireAddress? wire) ? wire : throw new ArgumentException($"{address} is no address");

    private static DoctorCheck OfDates(string name, string text, X509Certificate2? certificate)
    {
        if (certificate is null)
            return DoctorCheck.Fail(name, $"{text}, without a certificate", "check the address");
        DateTime until = certificate.NotAfter.ToUniversalTime(), from = certificate.NotBefore.ToUniversalTime(), now = DateTime.UtcNow;
        string dates = $"certificate good from {from:yyyy-MM-dd} to {until:yyyy-MM-dd}";
        if (now > until || now < from)
            return DoctorCheck.Fail(name, $"{text}, {dates}: not now", "set this machine's clock if it is wrong; else the certificate has expired, and whoever runs the host has to renew it");
        return until - now < TimeSpan.FromDays(SoonDays)
            ? DoctorCheck.Warn(name, $"{text}, {dates}", "it expires soon: whoever runs the host has to renew it")
            : DoctorCheck.Ok(name, $"{text}, {dates}");
    }
}
