using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>
/// Of two equal orders that never meet, the one that stands better in the queue has had at least as much at every moment: for which models
/// that holds, on made-up markets, and where it doesn't, by example. Nobody has anything before he came.
/// </summary>
public sealed class QueueOrderTests
{
    private static readonly Instrument Lots = Instrument.Linear("test", "X", DecimalUnit.One, DecimalUnit.Parse("0.1", "unit"));

    private readonly Approval _approval = new(Lots);

    public static TheoryData<string> Fair => [.. FairAlways];

    /// <summary>And those that are only where nobody gets beyond the front by a cancellation.</summary>
    public static TheoryData<string> FairUnderPartialFill =>
    [
        .. FairAlways, "log", "power:n=0.5", "power2:n=3", "power2:n=40", "power3:n=0.5", "power3:n=2.7",
    ];

    private static string[] FairAlways =>
        ["risk-averse", "log2", "power:n=1", "power2:n=0.5", "power2:n=1", "power3:n=1", "power3:n=3", "power3:n=40"];

    [Theory]
    [MemberData(nameof(Fair))]
    public void In_the_reference_models_who_came_earlier_or_stands_better_never_has_less(string model) => PlayReference(model, markets: 800);

    [Theory]
    [MemberData(nameof(FairUnderPartialFill))]
    public void Under_partial_fill_who_came_earlier_or_stands_better_never_has_less(string model) => PlayPartialFill(model, markets: 1_000);

    [LongFact("models")]
    [Trait("Category", "Long-models")]
    public void So_it_is_on_many_more_markets()
    {
        foreach (string model in FairAlways)
            PlayReference(model, markets: 2_500);
        foreach (string model in FairUnderPartialFill)
            PlayPartialFill(model, markets: 3_000);
    }

    private void PlayReference(string model, int markets)
    {
        int decided = 0;
        foreach (ExchangeModel exchange in new[] { ExchangeModel.NoPartialFill, ExchangeModel.ReferencePartialFill })
            decided += Play(exchange, model, markets);
        Assert.True(decided > 2 * markets / 25, $"only {decided} markets told the two apart");
    }

    private void PlayPartialFill(string model, int markets)
    {
        int decided = Play(ExchangeModel.PartialFill, model, markets);
        Assert.True(decided > markets / 15, $"only {decided} markets told the two apart");
    }

    [Theory]
    [InlineData("power:n=3", 45, 55, 10)] // p = 0.646 and 0.354 of 9: 4.5 − 3.18 = 1.32, capped at 1, and 5.5 − 5.82 = −0.32
    [InlineData("power:n=0.5", 0, 1, 50)] // 0, and p = 0.9087: 0.1 − 0.0913·5 = −0.36
    [InlineData("log", 0, 10, 50)] // 0, and p = 0.769: 1 − 0.231·5 = −0.16
    [InlineData("power2:n=3", 0, 10, 50)] // 0, and p = 0.729: 1 − 0.271·5 = −0.36
    [InlineData("power3:n=0.5", 0, 1, 50)] // 0, and p = 0.9: 0.1 − 0.1·5 = −0.4
    public void In_the_reference_models_a_cancellation_may_let_the_worse_place_pass_the_better(string model, long better, long worse, long left)
    {
        long Filled(long ahead)
        {
            var scene = new VenueScene(ExchangeModel.ReferencePartialFill, queue: Model(model)).Ask(105, 1);
            scene = ahead == 0 ? scene : scene.Bid(100, ahead);
            return scene.Buy(100, 1_000).Bid(100, 100).Bid(100, left).Sold(100, 100).Reports[^1].Quantity.Units;
        }

        Assert.True(Filled(worse) > Filled(better), $"{Filled(worse)} and {Filled(better)}");
    }

    [Fact]
    public void In_the_reference_models_a_hair_beyond_the_front_has_no_broken_power_and_falls_back()
    {
        // Ahead 0.7 − 0.4 − 0.3, which in doubles is a little below 0: a power of that by 2.5 is no number. With 0.1 more it is one.
        long Filled(long ahead) => new VenueScene(ExchangeModel.ReferencePartialFill, queue: Model("power3:n=2.5")).Ask(105, 1).Bid(100, ahead)
            .Buy(100, 1_000).Bid(100, 100).Sold(100, 4).Sold(100, 3).Bid(100, 95).Bid(100, 50).Sold(100, 100).Reports[^1].Quantity.Units;
        Assert.Equal((50, 99), (Filled(7), Filled(8)));
    }

    [Fact]
    public void Under_partial_fill_a_steep_power_may_let_the_worse_place_pass_the_better()
    {
        long Filled(long ahead) => new VenueScene(ExchangeModel.PartialFill, queue: Model("power:n=3")).Ask(105, 1).Bid(100, ahead)
            .Buy(100, 1_000).Bid(100, 100).Bid(100, 10).Sold(100, 100).Reports[^1].Quantity.Units;
        Assert.Equal((90, 100), (Filled(45), Filled(55)));
    }

    private static QueueModel Model(string text) => QueueModel.TryParse(text, out QueueModel? model) ? model : throw new ArgumentException(text);

    // Who comes just after a clear, before the book is told again, sees nothing ahead of him: that passes anybody.
    private static bool IsShown(Step step) => step.Kind == StepKind.Row && step.Row.Kind is not (EventKind.Clear or EventKind.Definition);

    // Two venues see the same rows; in the first the order comes earlier, or to a shorter queue that then grows to be the same.
    private int Play(ExchangeModel exchange, string model, int markets)
    {
        var random = new Random(71);
        int decided = 0;
        for (int i = 0; i < markets; i++)
        {
            MarketEvent[] rows = [.. RandomMarket.Next(random, 60, lotUnits: 1, unit: "0.1", isCalm: true).Steps.Where(IsShown).Select(s => s.Row)];
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            var price = new Price(100 - side.Sign() * random.Next(1, 4));
            var terms = new NewOrder(0, side, OrderType.Limit, TimeInForce.PostOnly, price, new Quantity(random.Next(1, 40)));
            int earlier = random.Next(rows.Length / 2), later = random.Next(earlier, rows.Length / 2 + 1);
            long shorter = earlier == later ? random.Next(1, 15) : 0;
            long[] better = Filled(exchange, model, rows, terms, earlier, shorter), worse = Filled(exchange, model, rows, terms, later, shorter * 2);
            for (int row = later; row < rows.Length && better[^1] >= 0 && worse[^1] >= 0; row++)
            {
                if (better[row] < worse[row])
                    Assert.Fail($"market {i}: {better[row]} against {worse[row]} after {rows[row].Kind} {row} of\n{string.Join('\n', rows.Select(r => $"{r.Kind} {r.Side} {r.Price} x {r.Quantity}"))}\n{terms} before rows {earlier} and {later}, queue {shorter}");
            }

            decided += better[^1] > worse[^1] && worse[^1] >= 0 ? 1 : 0;
        }

        return decided;
    }

    // What the order has had after each row; negative where it expired. A queue is given to it at arrival, of which the rows say nothing.
    private long[] Filled(ExchangeModel exchange, string model, MarketEvent[] rows, NewOrder terms, int arrival, long queue)
    {
        var venue = new SimulatedVenue(Lots, 0, new FeeRates(0, 0), exchange, Model(model));
        var filled = new long[rows.Length];
        long sum = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            if (row == arrival)
                Arrive(venue, terms, queue);
            venue.OnMarket(rows[row]);
            foreach (OrderReport report in venue.Reports)
            {
                Assert.True(row >= arrival, "an answer before the order came");
                sum += report.Kind == ReportKind.Expired ? -1_000_000 : report.Quantity.Units;
            }

            venue.Reports.Clear();
            filled[row] = sum;
        }

        return filled;
    }

    private void Arrive(SimulatedVenue venue, NewOrder terms, long queue)
    {
        void Show(long quantity) => venue.OnMarket(new MarketEvent { Kind = EventKind.Depth, Side = terms.Side, Price = terms.Price, Quantity = new Quantity(quantity) });
        if (queue > 0)
            Show(queue);
        venue.OnPlace(_approval.Of(terms), 0);
        if (queue > 0)
            Show(40);
    }
}
