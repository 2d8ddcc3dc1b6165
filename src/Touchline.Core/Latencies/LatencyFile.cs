using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Touchline.Core;

/// <summary>
/// Measured order latencies: a CSV file, plain, gzip or zip, with the columns of <see cref="Header"/>, or hftbacktest's array of
/// (req_ts, exch_ts, resp_ts) in a .npz or .npy file.
/// </summary>
public static class LatencyFile
{
    public const string Header = "request_ns,exchange_ns,response_ns";

    /// <summary>As many as a file may hold: 1.5 GB in memory would be a mistake.</summary>
    public const int MostSamples = 50_000_000;

    private const int ArrayFields = 4;
    private const int SamplesAtATime = 1 << 12;

    private static readonly string[] FieldNames = ["req_ts", "exch_ts", "resp_ts"];

    /// <summary>In the order of the file; at least one.</summary>
    /// <param name="mostNs">The longest latency that makes sense.</param>
    /// <exception cref="BadInputException">The file is no such file, or a time in it can't be.</exception>
    public static LatencySample[] Read(string path, long mostNs)
    {
        var files = new InputFiles([path]);
        string end = Path.GetExtension(path);
        bool isArray = end.Equals(".npz", StringComparison.OrdinalIgnoreCase) || end.Equals(".npy", StringComparison.OrdinalIgnoreCase);
        List<LatencySample> samples = isArray ? ReadArray(path, mostNs) : ReadLines(files, mostNs);
        return samples.Count > 0 ? [.. samples] : throw new BadInputException($"{path} holds no latencies; right is at least one row of {Header}");
    }

    private static List<LatencySample> ReadLines(InputFiles files, long mostNs)
    {
        var samples = new List<LatencySample>();
        foreach (LineReader lines in files.Lines())
        {
            if (!lines.TryRead() || !lines.Line.TrimEnd((byte)'\r').SequenceEqual(System.Text.Encoding.ASCII.GetBytes(Header)))
                throw new BadInputException($"{lines.Path}: the first line is wrong; right is {Header}");
            while (lines.TryRead())
            {
                ReadOnlySpan<byte> line = lines.Line.TrimEnd((byte)'\r');
                if (line.IsEmpty)
                    continue;
                if (!TryReadLine(line, out LatencySample sample))
                    throw lines.Error($"right is three whole numbers, {Header}");
                Add(samples, sample, mostNs, lines.Error);
            }
        }

        return samples;
    }

    private static bool TryReadLine(ReadOnlySpan<byte> line, out LatencySample sample)
    {
        sample = default;
        if (!TryTake(ref line, isLast: false, out long request) || !TryTake(ref line, isLast: false, out long exchange) || !TryTake(ref line, isLast: true, out long response))
            return false;
        sample = new LatencySample(request, exchange, response);
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> line, bool isLast, out long number)
    {
        int length = isLast ? line.Length : line.IndexOf((byte)',');
        if (length <= 0 || !Utf8Parser.TryParse(line[..length], out number, out int used) || used != length)
        {
            number = 0;
            return false;
        }

        line = isLast ? [] : line[(length + 1)..];
        return true;
    }

    private static List<LatencySample> ReadArray(string path, long mostNs)
    {
        using NpyFile file = NpyFile.Open(path, "data");
        NpyHeader header = file.Header;
        if (header.Shape.Count != 1 || header.Fields.Count != ArrayFields || !header.Fields.Take(FieldNames.Length).Select(f => f.Name).SequenceEqual(FieldNames)
            || header.Fields.Any(f => f.Type is not ("<i8" or "<u8")))
        {
            throw new BadInputException(
                $"{file.Name} has the type {header.TypeText} and the shape {header.ShapeText}; order latencies are of type {string.Join(", ", FieldNames.Select(n => n + " <i8"))}, _padding <i8 and shape (n,)");
        }

        var samples = new List<LatencySample>();
        var buffer = new long[ArrayFields * SamplesAtATime];
        Exception Bad(string what) => new BadInputException($"{file.Name} row {samples.Count}: {what}");
        for (long left = header.Shape[0]; left > 0; left -= SamplesAtATime)
        {
            int rows = (int)Math.Min(left, SamplesAtATime);
            Span<byte> bytes = MemoryMarshal.AsBytes(buffer.AsSpan(0, rows * ArrayFields));
            if (file.Read(bytes) < bytes.Length)
                throw new BadInputException($"{file.Name} is shorter than the {header.Shape[0]} rows its header tells of; save it again");
            for (int i = 0; i < rows; i++)
                Add(samples, new LatencySample(buffer[i * ArrayFields], buffer[i * ArrayFields + 1], buffer[i * ArrayFields + 2]), mostNs, Bad);
        }

        return samples;
    }

    private static void Add(List<LatencySample> samples, in LatencySample sample, long mostNs, Func<string, Exception> bad)
    {
        if (sample.RequestNs < 0 || sample.ExchangeNs < sample.RequestNs || sample.ResponseNs < sample.ExchangeNs)
            throw bad($"{sample.RequestNs}, {sample.ExchangeNs}, {sample.ResponseNs} run backwards; right is request <= exchange <= response, all by one clock: take the difference of the clocks out first");
        if (sample.EntryNs > mostNs || sample.AnswerNs > mostNs)
            throw bad($"a latency of {Duration.Format(Math.Max(sample.EntryNs, sample.AnswerNs))} is more than {Duration.Format(mostNs)}; are the times nanoseconds?");
        if (samples.Count > 0 && sample.RequestNs < samples[^1].RequestNs)
            throw bad($"request {sample.RequestNs} comes after {samples[^1].RequestNs}; right is in the order of requests");
        if (samples.Count == MostSamples)
            throw bad($"there are more than {MostSamples} rows; give a part of them");
        samples.Add(sample);
    }
}
