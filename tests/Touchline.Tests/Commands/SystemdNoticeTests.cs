using System.Net.Sockets;
using System.Text;
using Touchline.Commands;
using Touchline.Tests.Configuration;

namespace Touchline.Tests.Commands;

public sealed class SystemdNoticeTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_told_by_one_datagram_to_a_path_or_a_name(bool isName)
    {
        string name = _place["notify"];
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = Patience.MostMs };
        systemd.Bind(new UnixDomainSocketEndPoint(isName ? $"\0{name}" : name));
        SystemdNotice.Send(isName ? $"@{name}" : name, "READY=1");
        byte[] told = new byte[100];
        Assert.Equal("READY=1", Encoding.UTF8.GetString(told, 0, systemd.Receive(told)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/nowhere/notify")]
    [InlineData("@nobody")]
    public void Where_nobody_asks_or_listens_nothing_happens(string? address) => SystemdNotice.Send(address, "READY=1");

    [Fact]
    public void A_path_that_is_too_long_for_a_socket_is_no_trouble() => SystemdNotice.Send(new string('x', 1000), "READY=1");
}
