using System.Text;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Tests;

/// <summary>
/// RFC 6455 without a socket: what a server's bytes come to, however they are cut into pieces. The cases follow the Autobahn list (its numbers stand in brackets);
/// compression (12, 13) isn't offered.
/// </summary>
public sealed class WebSocketProtocolTests
{
    private const int Fin = 0x80, Continue = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10;

    private readonly List<byte> _server = [];

    [Theory] // [1.1, 1.2, 9]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public void Messages_of_every_length_are_read_whole(int length)
    {
        string text = new('*', length);
        Say(Fin | Text, text);
        Say(Fin | Binary, text);
        Expect($"Text {text}", $"Binary {text}");
    }

    [Fact] // [2.1 - 2.4, 2.6 - 2.11]
    public void Pings_and_pongs_are_told_with_what_they_carry()
    {
        byte[] binary = [0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB];
        Say(Fin | Ping, "");
        Say(Fin | Ping, "hello");
        Say(Fin | Ping, binary);
        Say(Fin | Ping, new string('p', 125));
        Say(Fin | Pong, "unsolicited");
        Expect("Ping ", "Ping hello", "Ping " + Encoding.Latin1.GetString(binary), "Ping " + new string('p', 125), "Pong unsolicited");
    }

    [Theory] // [2.5, 3.1 - 3.7, 4.1, 4.2, 5.1, 5.2, 5.9 - 5.18, 7.3.2, 7.9]
    [InlineData("89 7E 00 7E", 1002)] // a ping of 126 bytes
    [InlineData("91 00", 1002)] // reserved bits
    [InlineData("A1 00", 1002)]
    [InlineData("C1 00", 1002)]
    [InlineData("F1 00", 1002)]
    [InlineData("D9 00", 1002)]
    [InlineData("83 00", 1002)] // reserved kinds
    [InlineData("84 00", 1002)]
    [InlineData("87 00", 1002)]
    [InlineData("8B 00", 1002)]
    [InlineData("8F 00", 1002)]
    [InlineData("09 00", 1002)] // a fragmented ping
    [InlineData("0A 00", 1002)]
    [InlineData("08 00", 1002)]
    [InlineData("80 00", 1002)] // a continuation of nothing
    [InlineData("00 00", 1002)]
    [InlineData("01 00 81 00", 1002)] // a message within a message
    [InlineData("01 00 02 00", 1002)]
    [InlineData("81 80 01 02 03 04", 1002)] // masked
    [InlineData("81 FF", 1002)]
    [InlineData("82 7F 80 00 00 00 00 00 00 00", 1002)] // a length beyond 63 bits
    [InlineData("82 7F 00 00 00 01 00 00 00 00", 1009)] // too long
    [InlineData("88 01 03", 1002)] // half a status
    [InlineData("88 02 00 00", 1002)]
    [InlineData("88 02 03 E7", 1002)] // 999
    [InlineData("88 02 03 EC", 1002)] // 1004
    [InlineData("88 02 03 ED", 1002)] // 1005
    [InlineData("88 02 03 EE", 1002)] // 1006
    [InlineData("88 02 03 F7", 1002)] // 1015
    [InlineData("88 02 07 CF", 1002)] // 1999
    [InlineData("88 02 13 88", 1002)] // 5000
    [InlineData("88 03 03 E8 FF", 1007)] // a reason that is no UTF-8
    [InlineData("81 01 FF", 1007)]
    [InlineData("01 02 CE BA 80 01 ED", 1007)]
    public void What_breaks_the_protocol_is_a_fault_with_its_status(string hex, int status)
    {
        _server.AddRange(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        Say(Fin | Text, "never told");
        Expect($"Fault {status}");
    }

    [Theory] // [7.1, 7.3, 7.7]
    [InlineData(new byte[0], 1005, "")]
    [InlineData(new byte[] { 0x03, 0xE8 }, 1000, "")]
    [InlineData(new byte[] { 0x03, 0xE9, (byte)'b', (byte)'y', (byte)'e' }, 1001, "bye")]
    [InlineData(new byte[] { 0x03, 0xEA }, 1002, "")]
    [InlineData(new byte[] { 0x03, 0xEB }, 1003, "")]
    [InlineData(new byte[] { 0x03, 0xEF }, 1007, "")]
    [InlineData(new byte[] { 0x03, 0xF2 }, 1010, "")]
    [InlineData(new byte[] { 0x03, 0xF3 }, 1011, "")]
    [InlineData(new byte[] { 0x0B, 0xB8 }, 3000, "")]
    [InlineData(new byte[] { 0x0F, 0x9F }, 3999, "")]
    [InlineData(new byte[] { 0x0F, 0xA0 }, 4000, "")]
    [InlineData(new byte[] { 0x13, 0x87 }, 4999, "")]
    public void A_close_ends_everything(byte[] payload, int status, string reason)
    {
        Say(Fin | Text, "before");
        Say(Fin | Close, payload);
        Say(Fin | Text, "after");
        Say(Fin | Ping, "after");
        Expect("Text before", $"Close {status} {reason}");
    }

    [Fact] // [5.3 - 5.8, 5.19, 5.20]
    public void Fragments_become_one_message_with_control_frames_between_them()
    {
        Say(Text, "frag");
        Say(Fin | Ping, "one");
        Say(Continue, "");
        Say(Continue, "men");
        Say(Fin | Pong, "two");
        Say(Fin | Continue, "ts");
        Say(Binary, "a");
        Say(Fin | Continue, "b");
        Say(Fin | Text, "whole");
        Say(Text, "");
        Say(Fin | Continue, "");
        Expect("Ping one", "Pong two", "Text fragments", "Binary ab", "Text whole", "Text ");
    }

    [Fact] // [6]
    public void Text_is_utf8_also_across_fragments()
    {
        string[] good = ["Hello-µ@ßöäüàá-UTF-8!!", "κόσμε", "\u0000", "\u007F\u0080\u07FF\u0800\uFFFF", "\U00010000\U0010FFFF", "\uD7FF\uE000\uFFFD"];
        foreach (string text in good)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            for (int cut = 0; cut <= bytes.Length; cut++)
            {
                _server.Clear();
                Say(Text, bytes[..cut]);
                Say(Fin | Continue, bytes[cut..]);
                Expect("Text " + Encoding.Latin1.GetString(bytes));
            }
        }

        string[] bad = ["CEBAE1BDB9CF83CEBCCEB5EDA080656469746564", "CE", "C0AF", "E080AF", "F08080AF", "F8888080", "FC8480808080", "ED9FBFEDA080", "EDAFBF", "EDBFBF", "F4908080", "80", "FE", "FF"];
        foreach (string hex in bad)
        {
            byte[] bytes = Convert.FromHexString(hex);
            _server.Clear();
            Say(Fin | Text, bytes);
            Expect("Fault 1007");
            _server.Clear();
            Say(Text, bytes[..(bytes.Length / 2)]);
            Say(Fin | Continue, bytes[(bytes.Length / 2)..]);
            Expect("Fault 1007");
        }
    }

    [Fact]
    public void A_message_over_the_limit_is_a_fault_in_one_frame_or_many_and_one_at_the_limit_is_not()
    {
        Say(Fin | Text, new string('x', 1000));
        Say(Text, new string('x', 600));
        Say(Fin | Continue, new string('x', 400));
        ExpectWithin(1000, "Text " + new string('x', 1000), "Text " + new string('x', 1000));
        Say(Fin | Text, new string('x', 1001));
        ExpectWithin(1000, "Text " + new string('x', 1000), "Text " + new string('x', 1000), "Fault 1009");
        _server.Clear();
        Say(Text, new string('x', 600));
        Say(Continue, new string('x', 401));
        ExpectWithin(1000, "Fault 1009");
    }

    [Fact]
    public void What_the_writer_masks_a_plain_reader_reads()
    {
        var random = new SeededRandom(7);
        byte[] lastMask = [];
        void Fill(Span<byte> bytes)
        {
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)random.Below(256);
        }

        var writer = new WebSocketWriter(Fill);
        var masks = new HashSet<int>();
        foreach (int length in (int[])[0, 1, 7, 8, 9, 125, 126, 127, 1000, 65_535, 65_536, 200_000])
        {
            byte[] payload = new byte[length];
            Fill(payload);
            var outgoing = new ByteBuffer(1 << 20);
            Assert.True(writer.TryWrite(WebSocketWriter.Text, payload, outgoing));
            (byte kind, byte[] read) = Assert.Single(ClientFrames.Split([.. outgoing.Filled]));
            Assert.Equal(0x81, kind);
            Assert.Equal(payload, read);
            lastMask = outgoing.Filled.Slice(length < 126 ? 2 : length < 65_536 ? 4 : 10, 4).ToArray();
            masks.Add(BitConverter.ToInt32(lastMask));
        }

        Assert.Equal(12, masks.Count);
        Assert.False(writer.TryWrite(WebSocketWriter.Text, new byte[100], new ByteBuffer(105)));
        Assert.True(writer.TryWrite(WebSocketWriter.Text, new byte[100], new ByteBuffer(106)));
    }

    [Fact]
    public void Random_frames_cut_at_random_come_to_the_same_as_at_once()
    {
        var random = new SeededRandom(11);
        for (int round = 0; round < 2000; round++)
        {
            _server.Clear();
            for (int i = random.Below(8); i >= 0; i--)
                Say(random.Chance(0.9) ? (random.Chance(0.5) ? Fin : 0) | random.Below(3) : random.Below(256), new string((char)('a' + random.Below(26)), random.Below(300)));
            List<string> whole = Told(1 << 20, () => int.MaxValue);
            Assert.Equal(whole, Told(1 << 20, () => 1 + random.Below(40)));
        }
    }

    [Fact]
    public void Reading_messages_allocates_nothing()
    {
        for (int i = 0; i < 100; i++)
            Say(Fin | Text, new string('x', 200));
        byte[] bytes = [.. _server];
        var reader = new WebSocketReader(1 << 20);
        var incoming = new ByteBuffer(reader.BufferLimit, 64 * 1024);
        long allocated = 0;
        int read = 0;
        for (int i = 0; i < 50; i++)
        {
            if (i == 1)
                allocated = GC.GetAllocatedBytesForCurrentThread();
            incoming.TryPut(bytes);
            while (reader.Next(incoming, out _) == WebSocketEvent.Text)
                read++;
        }

        Assert.Equal(5000, read);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 8 * 1024);
    }

    private void Say(int first, string payload) => Say(first, Encoding.UTF8.GetBytes(payload));

    private void Say(int first, byte[] payload) => _server.AddRange(ClientFrames.Server(first, payload));

    private void Expect(params string[] told) => ExpectWithin(1 << 22, told);

    private void ExpectWithin(int maxMessage, params string[] told)
    {
        Assert.Equal(told, Told(maxMessage, () => int.MaxValue));
        if (_server.Count < 5000)
            Assert.Equal(told, Told(maxMessage, () => 1));
        Assert.Equal(told, Told(maxMessage, () => 997));
    }

    private List<string> Told(int maxMessage, Func<int> pieceSize)
    {
        var reader = new WebSocketReader(maxMessage);
        var incoming = new ByteBuffer(reader.BufferLimit, initial: 16);
        var told = new List<string>();
        byte[] bytes = [.. _server];
        for (int at = 0; at < bytes.Length;)
        {
            int piece = Math.Min(Math.Min(pieceSize(), incoming.Room), bytes.Length - at);
            if (piece == 0)
                break;
            Assert.True(incoming.TryPut(bytes.AsSpan(at, piece)));
            at += piece;
            WebSocketEvent read;
            while ((read = reader.Next(incoming, out ReadOnlySpan<byte> payload)) != WebSocketEvent.None)
            {
                told.Add(read switch
                {
                    WebSocketEvent.Fault => $"Fault {reader.CloseCode}",
                    WebSocketEvent.Close => $"Close {reader.CloseCode} {Encoding.UTF8.GetString(payload)}",
                    _ => $"{read} {Encoding.Latin1.GetString(payload)}",
                });
            }
        }

        return told;
    }
}
