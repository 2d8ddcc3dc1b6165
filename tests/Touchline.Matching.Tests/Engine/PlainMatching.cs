using Touchline.Core;

namespace Touchline.Matching.Tests;

/// <summary>The matching engine as one would write it first: a list of resting orders by arrival, sorted anew for every question.</summary>
internal sealed class PlainMatching(long lot)
{
    private readonly List<PlainOrder> _resting = [];

    public sealed record PlainOrder(long Id, int Owner, Side Side, long Price)
    {
        public long Left { get; set; }
    }

    public List<Execution> Executions { get; } = [];

    public IReadOnlyList<PlainOrder> Resting => _resting;

    public PlainOrder? Find(long id) => _resting.Find(o => o.Id == id);

    public Submission Submit(long id, int owner, Side side, long price, long quantity, TimeInForce timeInForce, bool isMarket)
    {
        if (quantity <= 0 || quantity % lot != 0 || Find(id) is not null)
            return Result(SubmissionOutcome.Refused, 0, quantity);
        bool Meets(PlainOrder o) => o.Side != side && (isMarket || (side == Side.Buy ? o.Price <= price : o.Price >= price));
        List<PlainOrder> makers = [.. _resting.Where(Meets).OrderBy(o => side == Side.Buy ? o.Price : -o.Price)];
        if (timeInForce == TimeInForce.PostOnly && !isMarket && makers.Count > 0)
            return Result(SubmissionOutcome.Expired, 0, quantity);
        List<PlainOrder> before = owner == 0 ? makers : [.. makers.TakeWhile(o => o.Owner != owner)];
        if (timeInForce == TimeInForce.FillOrKill && before.Sum(o => o.Left) < quantity)
            return Result(SubmissionOutcome.Expired, 0, quantity);
        long left = quantity;
        foreach (PlainOrder maker in before)
        {
            long traded = Math.Min(left, maker.Left);
            if (traded == 0)
                break;
            maker.Left -= traded;
            left -= traded;
            Executions.Add(new Execution(
                maker.Id, maker.Owner, id, owner, side, new Price(maker.Price), new Quantity(traded), new Quantity(maker.Left)));
        }

        _resting.RemoveAll(o => o.Left == 0);
        if (left == 0)
            return Result(SubmissionOutcome.Filled, quantity, 0);
        bool metItself = before.Count < makers.Count;
        if (isMarket || metItself || timeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill)
            return Result(SubmissionOutcome.Expired, quantity - left, left);
        _resting.Add(new PlainOrder(id, owner, side, price) { Left = left });
        return Result(SubmissionOutcome.Rests, quantity - left, left);
    }

    public Submission Amend(long id, long price, long left, TimeInForce timeInForce)
    {
        if (left <= 0 || left % lot != 0 || Find(id) is not { } order)
            return Result(SubmissionOutcome.Refused, 0, left);
        if (price == order.Price && left <= order.Left)
        {
            order.Left = left;
            return Result(SubmissionOutcome.Rests, 0, left);
        }

        _resting.Remove(order);
        return Submit(id, order.Owner, order.Side, price, left, timeInForce, false);
    }

    public bool Reduce(long id, long left)
    {
        if (left < 0 || left % lot != 0 || Find(id) is not { } order || left >= order.Left)
            return false;
        order.Left = left;
        _resting.RemoveAll(o => o.Left == 0);
        return true;
    }

    public bool Cancel(long id) => _resting.RemoveAll(o => o.Id == id) > 0;

    public SortedDictionary<(Side, long), long> Levels()
    {
        var levels = new SortedDictionary<(Side, long), long>();
        foreach (PlainOrder order in _resting)
            levels[(order.Side, order.Price)] = levels.GetValueOrDefault((order.Side, order.Price)) + order.Left;
        return levels;
    }

    private static Submission Result(SubmissionOutcome outcome, long filled, long left) => new(outcome, new Quantity(filled), new Quantity(left));
}
