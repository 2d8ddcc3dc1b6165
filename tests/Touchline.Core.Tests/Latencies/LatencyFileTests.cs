using System.Buffers.Binary;
using System.IO.Compression;

namespace Touchline.Core.Tests;

public sealed class LatencyFileTests : IDisposable
{
    private const long Hour = 3_600_000_000_000;
    private const string ArrayType = "[('req_ts', '<i8'), ('exch_ts', '<i8'), ('resp_ts', '<i8'), ('_padding', '<i8')]";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("touchline-latency-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Rows_of_a_csv_file_are_read_in_order()
    {
        string path = Csv($"{LatencyFile.Header}\r\n1,2,3\r\n\r\n1,1,1\n");
        Assert.Equal([new LatencySample(1, 2, 3), new LatencySample(1, 1, 1)], LatencyFile.Read(path, Hour));
    }

    [Fact]
    public void A_csv_file_may_be_packed()
    {
        string path = Path.Combine(_folder.FullName, "l.csv.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionMode.Compress))
            gzip.Write(System.Text.Encoding.ASCII.GetBytes($"{LatencyFile.Header}\n5,6,7\n"));
        Assert.Equal([new LatencySample(5, 6, 7)], LatencyFile.Read(path, Hour));
    }

    [Fact]
    public void Hftbacktests_array_is_read_in_order()
    {
        long[] numbers = [.. Enumerable.Range(0, 10_000).SelectMany(i => new long[] { i, i + 10, i + 30, 0 })];
        string path = Array(ArrayType, "(10000,)", numbers);
        LatencySample[] samples = LatencyFile.Read(path, Hour);
        Assert.Equal(10_000, samples.Length);
        Assert.Equal(new LatencySample(9_999, 10_009, 10_029), samples[^1]);
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n", "first line")]
    [InlineData("", "empty")]
    [InlineData("request_ns,exchange_ns,response_ns\n", "no latencies")]
    [InlineData("request_ns,exchange_ns,response_ns\n1,2\n", "line 2")]
    [InlineData("request_ns,exchange_ns,response_ns\n1,2,3,4\n", "line 2")]
    [InlineData("request_ns,exchange_ns,response_ns\n1,2,x\n", "line 2")]
    [InlineData("request_ns,exchange_ns,response_ns\n1,2,3\n5,4,6\n", "line 3")]
    [InlineData("request_ns,exchange_ns,response_ns\n1,3,2\n", "run backwards")]
    [InlineData("request_ns,exchange_ns,response_ns\n-1,3,4\n", "line 2")]
    [InlineData("request_ns,exchange_ns,response_ns\n2,3,4\n1,3,4\n", "in the order of requests")]
    [InlineData("request_ns,exchange_ns,response_ns\n0,3600000000001,3600000000001\n", "nanoseconds?")]
    public void A_wrong_csv_file_is_told_with_the_line_and_what_is_right(string text, string said)
    {
        BadInputException wrong = Assert.Throws<BadInputException>(() => LatencyFile.Read(Csv(text), Hour));
        Assert.Contains("l.csv", wrong.Message);
        Assert.Contains(said, wrong.Message);
    }

    [Theory]
    [InlineData("'<f8'", "(2, 4)", "shape")]
    [InlineData("[('ev', '<i8'), ('exch_ts', '<i8'), ('resp_ts', '<i8'), ('_padding', '<i8')]", "(2,)", "req_ts")]
    [InlineData(ArrayType, "(3,)", "shorter")]
    [InlineData(ArrayType, "(0,)", "no latencies")]
    public void A_wrong_array_is_told(string type, string shape, string said)
    {
        string path = Array(type, shape, [1, 2, 3, 0, 4, 5, 6, 0]);
        BadInputException wrong = Assert.Throws<BadInputException>(() => LatencyFile.Read(path, Hour));
        Assert.Contains(said, wrong.Message);
    }

    [Fact]
    public void A_time_that_cant_be_in_an_array_is_told_with_its_row()
    {
        string path = Array(ArrayType, "(2,)", [1, 2, 3, 0, 4, 3, 6, 0]);
        Assert.Contains("row 1", Assert.Throws<BadInputException>(() => LatencyFile.Read(path, Hour)).Message);
    }

    [Fact]
    public void A_missing_file_is_told() =>
        Assert.Contains("no such file", Assert.Throws<BadInputException>(() => LatencyFile.Read("/nowhere/l.csv", Hour)).Message);

    private string Csv(string text)
    {
        string path = Path.Combine(_folder.FullName, "l.csv");
        File.WriteAllText(path, text);
        return path;
    }

    private string Array(string type, string shape, long[] numbers)
    {
        byte[] data = new byte[numbers.Length * 8];
        for (int i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(i * 8), numbers[i]);
        string path = Path.Combine(_folder.FullName, "l.npy");
        File.WriteAllBytes(path, NpyArray.Of(type, shape, data));
        return path;
    }
}
