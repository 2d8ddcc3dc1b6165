using System.Net;
using System.Net.Sockets;
using Touchline.Bench;

namespace Touchline.Tests.Bench;

/// <summary>The bare sockets of the loopback measurement.</summary>
public sealed class LoopbackPeerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Frames_of_every_length_arrive_as_they_were_sent(bool spins)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new LoopbackPeer(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp), spins: false);
        client.Socket.Connect(listener.LocalEndpoint);
        using var server = new LoopbackPeer(listener.AcceptSocket(), spins);
        foreach (int length in new[] { 2, 125, 126, 127, 700, 20_000 })
        {
            byte[] payload = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
            foreach (bool masked in new[] { true, false })
            {
                byte[] frame = LoopbackPeer.Frame(payload, masked);
                client.Send([.. frame, .. frame]);
                for (int i = 0; i < 2; i++)
                {
                    Assert.Equal(frame.Length, server.ReadFrame(out Span<byte> received, out _));
                    Assert.Equal(!masked, received.SequenceEqual(payload));
                    server.Unmask(received);
                    Assert.True(received.SequenceEqual(payload));
                }
            }
        }
    }

    [Fact]
    public void What_a_pass_came_to_is_told_whole()
    {
        var pass = new LoopbackPass(1, 22, 333, 4_444, 55_555, 600, 400);
        Assert.Equal(pass, LoopbackPass.Parse(pass.ToString()));
    }
}
