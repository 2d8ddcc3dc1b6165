using System.Text;

namespace Touchline.Exchanges.Binance.Tests;

/// <summary>With the examples of RFC 6455.</summary>
public class WebSocketFrameTests
{
    [Fact]
    public void The_handshakes_answer_is_the_standards_example() =>
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketFrames.Accept("dGhlIHNhbXBsZSBub25jZQ=="));

    [Theory]
    [InlineData(5, "8105")]
    [InlineData(125, "817D")]
    [InlineData(126, "817E007E")]
    [InlineData(256, "817E0100")]
    [InlineData(65535, "817EFFFF")]
    [InlineData(65536, "817F0000000000010000")]
    public void A_servers_frame_has_the_shortest_length_and_no_mask(int length, string header)
    {
        byte[] payload = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        byte[] frame = WebSocketFrames.Frame(FrameKind.Text, payload);
        Assert.Equal(header, Convert.ToHexString(frame[..^length]));
        Assert.Equal(payload, frame[^length..]);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("03E8", 1000)]
    [InlineData("03E87468616E6B73", 1000)] // with a reason
    [InlineData("03F3", 1011)]
    [InlineData("0BB8", 3000)]
    [InlineData("1387", 4999)]
    [InlineData("03", 1002)]
    [InlineData("0000", 1002)]
    [InlineData("03E7", 1002)]
    [InlineData("03EC", 1002)] // 1004 to 1006 are nobody's to send
    [InlineData("03ED", 1002)]
    [InlineData("03EE", 1002)]
    [InlineData("03F7", 1002)]
    [InlineData("07D0", 1002)]
    [InlineData("1388", 1002)]
    [InlineData("03E8FF", 1007)]
    public void A_good_bye_is_answered_with_its_own_status_or_with_what_is_wrong_with_it(string payload, int status)
    {
        Assert.Equal(status, WebSocketFrames.CloseAnswer(Convert.FromHexString(payload)));
        Assert.Equal(status == 0 ? "8800" : $"8802{status:X4}", Convert.ToHexString(WebSocketFrames.CloseFrame(status)));
    }

    [Fact]
    public async Task A_masked_message_of_one_frame_is_read()
    {
        (FrameKind kind, byte[] payload) = (await ReadAsync("818537FA213D7F9F4D5158"))!.Value;
        Assert.Equal((FrameKind.Text, "Hello"), (kind, Encoding.UTF8.GetString(payload)));
    }

    [Fact]
    public async Task Frames_of_a_message_are_joined_and_a_ping_between_them_comes_first()
    {
        // "Hel" unfinished, a ping "x", "lo"; all with a mask of zeros.
        using var stream = new MemoryStream(Convert.FromHexString("01830000000048656C" + "89810000000078" + "8082000000006C6F"));
        var reader = new WebSocketFrames.Reader(stream);
        Assert.Equal(FrameKind.Ping, (await reader.ReadAsync(default))!.Value.Kind);
        (FrameKind kind, byte[] payload) = (await reader.ReadAsync(default))!.Value;
        Assert.Equal((FrameKind.Text, "Hello"), (kind, Encoding.UTF8.GetString(payload)));
        Assert.Null(await reader.ReadAsync(default));
        Assert.Equal(0, reader.Failure);
    }

    [Theory]
    [InlineData("810548656C6C6F", WebSocketFrames.ProtocolError)] // without a mask
    [InlineData("C18000000000", WebSocketFrames.ProtocolError)] // a reserved bit
    [InlineData("838000000000", WebSocketFrames.ProtocolError)] // an unknown code
    [InlineData("098000000000", WebSocketFrames.ProtocolError)] // a control frame in pieces
    [InlineData("89FE007E00000000", WebSocketFrames.ProtocolError)] // a control frame that is too long
    [InlineData("808000000000", WebSocketFrames.ProtocolError)] // goes on with what never began
    [InlineData("81FF7FFFFFFFFFFFFFFF00000000", WebSocketFrames.TooBig)]
    public async Task What_breaks_the_protocol_ends_the_connection_with_its_status(string frame, int status)
    {
        using var stream = new MemoryStream(Convert.FromHexString(frame));
        var reader = new WebSocketFrames.Reader(stream);
        Assert.Null(await reader.ReadAsync(default));
        Assert.Equal(status, reader.Failure);
    }

    private static async Task<(FrameKind Kind, byte[] Payload)?> ReadAsync(string hex)
    {
        using var stream = new MemoryStream(Convert.FromHexString(hex));
        return await new WebSocketFrames.Reader(stream).ReadAsync(default);
    }
}
