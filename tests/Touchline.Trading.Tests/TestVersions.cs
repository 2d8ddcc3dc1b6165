using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>Versions of restless strategies: their number is the size they quote; 0 can't be made, 5 throws after 7 s, 6 with its first book.</summary>
internal sealed class TestVersions(long everyNs) : IStrategyVersions
{
    private static readonly string[] Names = ["restless", "other", "third", "fourth", "fifth"];

    public static string NameOf(Random random) => Names[random.Next(Names.Length)];

    public Strategy Create(string strategy, string version) => version switch
    {
        "" => new Restless(3, everyNs),
        "0" => throw new BadInputException("it can't be compiled"),
        "5" => new Broken(afterNs: 7_000_000_000),
        "6" => new Broken(afterNs: 0),
        _ => new Restless(int.Parse(version), everyNs),
    };

    private sealed class Broken(long afterNs) : Strategy
    {
        private long _fromNs;

        public override void OnStart() => _fromNs = Context.NowNs + afterNs;

        public override void OnBook(int instrument)
        {
            if (Context.NowNs >= _fromNs)
                throw new InvalidOperationException("it broke");
            Context.Quote(instrument, [new Quote(new Price(990), new Quantity(1))], []);
        }
    }
}
