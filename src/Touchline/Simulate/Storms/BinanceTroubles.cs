using System.Globalization;
using Touchline.Core;

namespace Touchline.Simulate;

/// <summary>What a storm may ask of the simulated Binance: every kind of fault that it has, in every place where it can strike.</summary>
internal static class BinanceTroubles
{
    private const long Second = 1_000_000_000;

    // A session looks at its account anew so often; what got lost without a trace before is found then.
    private const long LooksEveryNs = 60 * Second;
    private const long CalmNs = 30 * Second;

    private static readonly string[] Streams = ["market", "user", "wsapi"];
    private static readonly string[] Requests = ["rest", "order", "wsapi"];

    // Those that only say that this request came to nothing. A key that is told to be wrong ends a session, rightly.
    private static readonly int[] Rejections = [-1000, -1001, -1008, -1015, -1021, -2010, -2011, -2013, -2019, -2022, -4400, -5021, -5022, -5028];

    // To a question they say that there is no such order.
    private static readonly int[] Denials = [-2011, -2013];

    /// <param name="lies">
    /// The venue may also say that there is no such order where there is one, and its clock may jump back by more than fills are read anew: what is counted with is wrong then until the fills are
    /// found, and told in another order than they were made.
    /// </param>
    public static IEnumerable<VenueTrouble> Of(Action<string> post, SeededRandom random, bool lies = true)
    {
        int mostSkewMs = lies ? 4_000 : 2_000;
        int[] rejections = lies ? Rejections : [.. Rejections.Except(Denials)];
        string Chance() => string.Create(CultureInfo.InvariantCulture, $"\"probability\":{0.1 + 0.9 * random.NextDouble():0.00},\"count\":{1 + random.Below(8)}");
        string Times(int most) => string.Create(CultureInfo.InvariantCulture, $"\"count\":{1 + random.Below(most)}");
        string Lasting(int leastMs, int mostMs) => string.Create(CultureInfo.InvariantCulture, $"\"ms\":{leastMs + random.Below(mostMs - leastMs)}");
        VenueTrouble Trouble(string name, string scope, Func<string> fields, long lastsNs = 0) => new(
            scope.Length == 0 ? $"exchange: {name}" : $"exchange: {name} on {scope}", lastsNs, () =>
            {
                string rest = fields();
                post($"\"kind\":\"{name}\"{(scope.Length == 0 ? "" : $",\"scope\":\"{scope}\"")}{(rest.Length == 0 ? "" : "," + rest)}");
                return true;
            });

        long unseen = LooksEveryNs - CalmNs + 5 * Second;
        foreach (string scope in Streams)
        {
            long lost = scope == "user" ? unseen : 0;
            yield return Trouble("drop", scope, () => Times(1));
            yield return Trouble("silence", scope, () => $"{Times(1)},{Lasting(500, 8_000)}", Math.Max(lost, 8 * Second));
            yield return Trouble("delay", scope, () => $"{Chance()},{Lasting(20, 2_000)}", 2 * Second);
            yield return Trouble("duplicate", scope, Chance);
            yield return Trouble("reorder", scope, Chance);
            yield return Trouble("lose", scope, Chance, lost);
        }

        yield return Trouble("skip", "market", () => Times(2));
        yield return Trouble("skew", "", () => string.Create(CultureInfo.InvariantCulture, $"\"ms\":{random.Below(2 * mostSkewMs) - mostSkewMs}"));
        foreach (string scope in Requests)
        {
            yield return Trouble("reject", scope, () => string.Create(CultureInfo.InvariantCulture, $"{Chance()},\"code\":{rejections[random.Below(rejections.Length)]}"));
            yield return Trouble("status", scope, () => $"{Chance()},{Status(random)}", 12 * Second);
        }

        yield return Trouble("drop", "rest", () => $"{Chance()},{Accepted(random)}");
        yield return Trouble("silence", "rest", () => $"{Times(2)},{Accepted(random)}", 5 * Second);
        yield return Trouble("silence", "order", () => $"{Chance()},{Accepted(random)}", 5 * Second);
        yield return Trouble("delay", "rest", () => $"{Chance()},{Lasting(20, 4_000)}", 4 * Second);
        yield return Trouble("partial-fills", "", () => string.Create(CultureInfo.InvariantCulture, $"\"steps\":{1 + random.Below(4)}"));
        yield return Trouble("fill-before-ack", "wsapi", () => $"{Chance()},{Lasting(1, 300)}");
        yield return Trouble("fill-before-ack", "order", () => $"{Chance()},{Lasting(1, 300)}");
        yield return Trouble("expire-listen-keys", "", () => "");
        yield return Trouble("maintenance", "", () => Lasting(300, 4_000), 4 * Second);
    }

    private static string Accepted(SeededRandom random) => $"\"accepted\":{(random.Chance(0.5) ? "true" : "false")}";

    // With the others the venue says for certain that it did nothing.
    private static string Status(SeededRandom random)
    {
        int[] open = [503, 500, 502, 504, 408], certain = [429, 418, 403];
        return random.Chance(0.7)
            ? string.Create(CultureInfo.InvariantCulture, $"\"status\":{open[random.Below(open.Length)]},{Accepted(random)}")
            : string.Create(CultureInfo.InvariantCulture, $"\"status\":{certain[random.Below(certain.Length)]},\"ms\":{500 + random.Below(8_000)}");
    }
}
