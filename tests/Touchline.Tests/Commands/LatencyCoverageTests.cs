using Touchline.Commands;
using Touchline.Core;
using Touchline.Simulation;

namespace Touchline.Tests.Commands;

public sealed class LatencyCoverageTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private const long Start = 1_700_000_000 * Second;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"touchline-latency-{Guid.NewGuid():N}.csv");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Times_within_one_second_are_told_to_the_nanosecond()
    {
        Assert.Equal(
            $"recorded:{_path} was measured from 2023-11-14 22:13:20.400000000 UTC to 2023-11-14 22:13:20.402000000 UTC, and the market begins at "
                + "2023-11-14 22:13:20.500000007 UTC and ends at 2023-11-14 22:13:50.000000000 UTC by our clock: no moment in common; sampled:FILE takes latencies of any time",
            Refused(Start + Second / 2 + 7, Start + 30 * Second));
        Assert.Contains("begins at 2023-11-14 22:13:10.000000000 UTC and ends at 2023-11-14 22:13:20.399999999 UTC", Refused(Start - 10 * Second, Start + 399_999_999));
    }

    [Fact]
    public void Times_further_apart_are_told_by_the_second()
    {
        Assert.Contains(
            "from 2023-11-14 22:13:20 UTC to 2023-11-14 22:13:20 UTC, and the market begins at 2023-11-14 22:13:22 UTC and ends at 2023-11-14 22:13:50 UTC by",
            Refused(Start + 2 * Second, Start + 30 * Second));
        Assert.Contains("begins at 2023-11-14 22:13:10 UTC and ends at 2023-11-14 22:13:19 UTC", Refused(Start - 10 * Second, Start - 1));
    }

    [Fact]
    public void With_a_moment_in_common_nothing_is_said() => LatencyCoverage.Check(Recorded(), Start + 402_000_000, Start + Second);

    private string Refused(long firstNs, long lastNs) => Assert.Throws<BadInputException>(() => LatencyCoverage.Check(Recorded(), firstNs, lastNs)).Message;

    private RecordedLatency Recorded()
    {
        File.WriteAllText(_path, $"{LatencyFile.Header}\n{Start + 400_000_000},{Start + 401_000_000},{Start + 402_000_000}\n");
        return new RecordedLatency(_path);
    }
}
