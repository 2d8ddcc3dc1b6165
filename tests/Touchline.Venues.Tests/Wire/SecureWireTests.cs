using System.Security.Cryptography.X509Certificates;
using System.Text;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Tests;

/// <summary>TLS on the polling thread, and what is said about certificates.</summary>
public sealed class SecureWireTests : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), To = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<string> _files = [];

    [Fact]
    public void A_certificate_of_a_trusted_file_is_accepted_and_messages_go_both_ways()
    {
        using X509Certificate2 certificate = StockServer.Certificate(From, To);
        using var server = new StockServer(certificate);
        using var desk = new WireDesk(new WireOptions { TrustedCertificateFile = FileOf(certificate), MaxOutgoingBytes = 4 << 20 });
        desk.Open($"wss://localhost:{server.Port}/echo");
        string[] sent = ["{}", "", new('x', 20_000), new('y', 1_000_000), "last"];
        foreach (string message in sent)
            Assert.True(desk.Send(message));
        desk.Until(() => desk.Messages.Contains("last"), "all echoed");
        Assert.Equal(sent, desk.Messages.Where(m => m.Length < 1_000_000 || m == sent[3]));
        Assert.Equal("hello", Encoding.UTF8.GetString(desk.Get($"https://127.0.0.1:{server.Port}/hello").Body.Span));
        Assert.Equal(3_000_000, desk.Get($"https://127.0.0.1:{server.Port}/big?size=3000000").Body.Length);
        desk.Send("close me");
        Assert.Contains("status 4001: as you wish", desk.CloseReason(), StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_over_tls_allocate_nothing_on_the_polling_thread()
    {
        using X509Certificate2 certificate = StockServer.Certificate(From, To);
        using var server = new StockServer(certificate);
        using var desk = new WireDesk(new WireOptions { TrustedCertificateFile = FileOf(certificate) });
        desk.Open($"wss://localhost:{server.Port}/echo");
        byte[] message = new byte[200];
        Array.Fill(message, (byte)'x');
        desk.OnMessage = (connection, text) => desk.Wire.Send(connection, text);
        Assert.True(desk.Wire.Send(0, message));
        void Play(int count)
        {
            while (desk.MessageCount < count && desk.Closed.Count == 0)
                desk.Wire.Poll(WireDesk.Now() + 100_000_000);
        }

        Play(500);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Play(2500);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Assert.Empty(desk.Closed);
        // Collections on the server's threads count the rest of this thread's context now and then; an object a message would be 48 KiB and more.
        Assert.InRange(bytes, 0, 40 * 1024);
    }

    [Fact]
    public void A_self_made_certificate_that_nobody_named_is_refused()
    {
        using X509Certificate2 certificate = StockServer.Certificate(From, To), other = StockServer.Certificate(From, To);
        using var server = new StockServer(certificate);
        foreach (string? file in (string?[])[null, FileOf(other)])
        {
            using var desk = new WireDesk(new WireOptions { TrustedCertificateFile = file });
            desk.Wire.Open(0, $"wss://localhost:{server.Port}/echo");
            Assert.Contains("is not trusted", desk.CloseReason(), StringComparison.Ordinal);
            HttpReply reply = desk.Get($"https://localhost:{server.Port}/hello");
            Assert.Contains("is not trusted", reply.Failure, StringComparison.Ordinal);
            Assert.False(reply.MayHaveArrived);
        }
    }

    [Fact]
    public void An_expired_certificate_is_refused_even_if_it_was_named()
    {
        using X509Certificate2 certificate = StockServer.Certificate(From, From.AddYears(1));
        using var server = new StockServer(certificate);
        using var desk = new WireDesk(new WireOptions { TrustedCertificateFile = FileOf(certificate) });
        desk.Wire.Open(0, $"wss://localhost:{server.Port}/echo");
        Assert.Contains("good from 2020-01-01 to 2021-01-01 only: it has expired, or this machine's clock is wrong", desk.CloseReason(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_of_another_host_is_refused()
    {
        using X509Certificate2 certificate = StockServer.Certificate(From, To, "elsewhere.example");
        using var server = new StockServer(certificate);
        using var desk = new WireDesk(new WireOptions { TrustedCertificateFile = FileOf(certificate) });
        desk.Wire.Open(0, $"wss://localhost:{server.Port}/echo");
        Assert.Contains("showed the certificate of elsewhere.example, not of localhost", desk.CloseReason(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_without_tls_and_one_with_it_are_told_from_each_other()
    {
        using X509Certificate2 certificate = StockServer.Certificate(From, To);
        using var plain = new StockServer();
        using var secure = new StockServer(certificate);
        using var desk = new WireDesk();
        desk.Wire.Open(0, $"wss://localhost:{plain.Port}/echo");
        Assert.Contains("doesn't speak TLS", desk.CloseReason(), StringComparison.Ordinal);
        desk.Wire.Open(0, $"ws://localhost:{secure.Port}/echo");
        Assert.NotEmpty(desk.CloseReason(2));
    }

    [Fact]
    public void A_trusted_file_that_is_none_is_bad_input()
    {
        string text = Path.GetTempFileName();
        _files.Add(text);
        Assert.Contains("holds no certificate", Assert.Throws<BadInputException>(() => new WireDesk(new WireOptions { TrustedCertificateFile = text })).Message, StringComparison.Ordinal);
        Assert.Contains("can't be read", Assert.Throws<BadInputException>(() => new WireDesk(new WireOptions { TrustedCertificateFile = text + ".none" })).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _files.ForEach(File.Delete);

    private string FileOf(X509Certificate2 certificate)
    {
        string file = Path.GetTempFileName();
        _files.Add(file);
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }
}
