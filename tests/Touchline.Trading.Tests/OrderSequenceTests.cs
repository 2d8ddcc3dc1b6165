using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>All orders of messages up to eight, requests and reports of every kind, against the order's life written down plainly.</summary>
public sealed class OrderSequenceTests
{
    private const int Longest = 8;

    /// <summary>What may happen next to an order of 3.</summary>
    private enum Message
    {
        AskForMore,
        AskForLess,
        AskForCancel,
        Acknowledged,
        Rejected,
        Fill,
        LargeFill,
        FillAgain,
        Cancelled,
        CancelRejected,
        CancelRejectedByNumber,
        OldCancelRejected,
        Expired,
        Amended,
        AmendedByNumber,
        AmendedByVenue,
        OldAmended,
        AmendRejected,
        OldAmendRejected,
        Unknown,
        Reduced,
    }

    private static readonly Message[] All = Enum.GetValues<Message>();

    [Fact]
    public void Every_sequence_of_up_to_eight_messages_does_what_the_plain_life_says()
    {
        var pair = new Pair();
        List<Message[]> paths = [[]];
        HashSet<string> seen = [];
        long played = 0;
        for (int length = 1; length <= Longest; length++)
        {
            List<Message[]> longer = [];
            foreach (Message[] path in paths)
            {
                foreach (Message next in All)
                {
                    Message[] sequence = [.. path, next];
                    string end = pair.Play(sequence);
                    played++;
                    // Two sequences that leave the order alike need only one to go on from.
                    if (seen.Add(end))
                        longer.Add(sequence);
                }
            }

            paths = longer;
        }

        Assert.True(seen.Count > 500 && played > 10_000, $"{seen.Count} different ends of {played} sequences are too few to mean anything");
    }

    [Fact]
    public void Every_sequence_of_four_messages_without_leaving_any_out()
    {
        var pair = new Pair();
        var sequence = new Message[4];
        for (int number = 0; number < All.Length * All.Length * All.Length * All.Length; number++)
        {
            for (int i = 0, rest = number; i < sequence.Length; i++, rest /= All.Length)
                sequence[i] = All[rest % All.Length];
            pair.Play(sequence);
        }
    }

    [LongFact("orders")]
    [Trait("Category", "Long-orders")]
    public void Three_million_random_sequences_of_eight_messages()
    {
        var pair = new Pair();
        var sequence = new Message[Longest];
        LongFactAttribute.Play("sequences", 3_000_000, seed =>
        {
            var random = new Random(seed);
            for (int i = 0; i < sequence.Length; i++)
                sequence[i] = All[random.Next(All.Length)];
            pair.Play(sequence);
        });
    }

    /// <summary>An engine and the plain life of its newest order, side by side.</summary>
    private sealed class Pair
    {
        private readonly Desk _desk = new(new RiskLimits { MaxLiveOrders = 8 });
        private readonly OrderTransition[] _history = new OrderTransition[64];
        private NaiveOrder _naive = new();
        private OrderId _id;
        private long _trade;
        private long _step;

        /// <summary>Returns what the order has come to.</summary>
        public string Play(ReadOnlySpan<Message> sequence)
        {
            _desk.Calls.Clear();
            (_naive, _step, _trade) = (new NaiveOrder(), 0, 0);
            ReportAnomalies before = _desk.Engine.Anomalies;
            long position = _desk.Position;
            _id = _desk.Limit(Side.Buy, 100, 3).Id;
            OrderState last = OrderState.Pending;
            foreach (Message message in sequence)
            {
                _step++;
                Happen(message);
                Compare(before, position, last, sequence);
                last = _naive.State;
            }

            string end = _naive.Text;
            _desk.Report(ReportKind.Cancelled, _id);
            _desk.Engine.ClearIntents();
            Assert.Equal((0, 0), (_desk.Engine.LiveOrders, _desk.Working(Side.Buy)));
            return end;
        }

        private void Happen(Message message)
        {
            switch (message)
            {
                case Message.AskForMore:
                    Assert.Equal(_naive.Amend(5), Amend(5));
                    break;
                case Message.AskForLess:
                    Assert.Equal(_naive.Amend(2), Amend(2));
                    break;
                case Message.AskForCancel:
                    Assert.Equal(_naive.Cancel(), _desk.Strategy.Context.Cancel(_id));
                    break;
                default:
                    OrderReport report = ReportOf(message);
                    _naive.Take(report);
                    _desk.Engine.OnReport(report);
                    break;
            }
        }

        private bool Amend(long whole) => _desk.Strategy.Context.Amend(_id, new Price(100), new Quantity(whole)).IsPlaced;

        private OrderReport ReportOf(Message message)
        {
            ReportKind kind = message switch
            {
                Message.Acknowledged => ReportKind.Acknowledged,
                Message.Rejected => ReportKind.Rejected,
                Message.Fill or Message.LargeFill or Message.FillAgain => ReportKind.Fill,
                Message.Cancelled => ReportKind.Cancelled,
                Message.CancelRejected or Message.CancelRejectedByNumber or Message.OldCancelRejected => ReportKind.CancelRejected,
                Message.Expired => ReportKind.Expired,
                Message.Amended or Message.AmendedByNumber or Message.AmendedByVenue or Message.OldAmended => ReportKind.Amended,
                Message.AmendRejected or Message.OldAmendRejected => ReportKind.AmendRejected,
                Message.Reduced => ReportKind.Reduced,
                _ => ReportKind.Unknown,
            };
            return new OrderReport
            {
                Kind = kind,
                Id = _id,
                Price = new Price(100),
                ExchangeNs = message == Message.OldAmended ? 0 : _step,
                TradeId = message == Message.FillAgain ? Math.Max(1, _trade) : kind == ReportKind.Fill ? ++_trade : 0,
                Quantity = new Quantity(message switch
                {
                    Message.LargeFill => 2,
                    Message.Fill or Message.FillAgain => 1,
                    Message.Amended or Message.AmendedByNumber => _naive.IsAmendOpen ? _naive.AmendWhole : 4,
                    Message.Reduced => _naive.Filled + 1,
                    _ => 4,
                }),
                Request = message switch
                {
                    Message.OldCancelRejected or Message.OldAmendRejected => 99,
                    Message.CancelRejectedByNumber => Math.Max(1, _naive.CancelRequest),
                    Message.AmendedByNumber => Math.Max(1, _naive.AmendRequest),
                    _ => 0,
                },
            };
        }

        private void Compare(in ReportAnomalies before, long position, OrderState last, ReadOnlySpan<Message> sequence)
        {
            ReportAnomalies now = _desk.Engine.Anomalies;
            bool isLive = _desk.Strategy.Context.TryOrder(_id, out OrderUpdate order);
            int changes = _desk.Engine.CopyHistory(_id, _history);
            bool isSame = isLive == !_naive.IsOver && _desk.Working(Side.Buy) == _naive.Worst && _desk.Position - position == _naive.Filled
                && now.Illegal - before.Illegal == _naive.Illegal && now.DuplicateFills - before.DuplicateFills == _naive.Twice
                && now.LateFills - before.LateFills == _naive.Late && now.Overfills - before.Overfills == _naive.Over
                && _history[..changes].Last(t => !t.IsRefused).To == _naive.State
                && _history[..changes].Count(t => t.IsRefused) == _naive.Illegal;
            if (isLive)
                isSame &= order.State == _naive.State && order.IsUnknown == _naive.IsUnknown && order.InFlight == InFlight() && order.Quantity.Units == _naive.Whole;
            bool wasOver = last.IsTerminal();
            bool isLegal = !wasOver || _naive.State == last || (_naive.State == OrderState.Filled && _naive.Late > 0);
            if (!isSame || !isLegal)
                Assert.Fail($"after {_step} of {string.Join(", ", sequence.ToArray())}: {order}, {now}, the plain life says {_naive.Text}, worst {_naive.Worst}");
            CheckHistory(changes);
        }

        // Each step begins where the one before led, and leads where an order may go.
        private void CheckHistory(int changes)
        {
            OrderState at = OrderState.Pending;
            foreach (OrderTransition step in _history.AsSpan(0, changes))
            {
                Assert.Equal(at, step.From);
                bool isLegal = step.From == step.To || step.From.CanBecome(step.To) || (step.Cause == TransitionCause.FilledLate && step.To == OrderState.Filled);
                Assert.Equal(!isLegal, step.IsRefused && step.From != step.To);
                at = step.IsRefused ? at : step.To;
            }
        }

        private OrderInFlight InFlight() =>
            _naive.IsCancelOpen ? OrderInFlight.Cancel : _naive.IsAmendOpen ? OrderInFlight.Amend : _naive.IsNewOpen ? OrderInFlight.New : OrderInFlight.None;
    }
}
