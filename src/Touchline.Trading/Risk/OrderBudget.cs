using Touchline.Core;

namespace Touchline.Trading;

/// <summary>A venue's allowance of requests, for people to look at.</summary>
/// <param name="Used">Within the window that ends now.</param>
/// <param name="Tokens">What new orders and amends may still use.</param>
/// <param name="FreeNs">When a new order or amend may leave, by the engine's time: now, or later.</param>
public readonly record struct BudgetStatus(string Venue, long WindowNs, int Capacity, int Used, int Tokens, long FreeNs);

/// <summary>
/// The requests that a venue takes of the account, exactly: never more than its allowance within any window. Cancels are never held back; where the venue counts them, new orders leave some
/// room for them.
/// </summary>
internal sealed class OrderBudget
{
    private readonly OrderAllowance[] _allowances;
    private readonly OrderRateWindow[] _windows;

    public OrderBudget(IReadOnlyList<OrderAllowance> allowances)
    {
        foreach (OrderAllowance allowance in allowances)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(allowance.Most, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(allowance.Most, OrderRate.MostOrders);
            ArgumentOutOfRangeException.ThrowIfLessThan(allowance.WindowNs, 1);
            ArgumentOutOfRangeException.ThrowIfNegative(allowance.KeptForCancels);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(allowance.KeptForCancels, 1);
        }

        _allowances = [.. allowances];
        _windows = [.. allowances.Select(a => new OrderRateWindow(new OrderRate(a.Most, a.WindowNs)))];
    }

    public bool Allows(long nowNs)
    {
        for (int i = 0; i < _windows.Length; i++)
        {
            if (!_windows[i].Allows(nowNs, Kept(_allowances[i])))
                return false;
        }

        return true;
    }

    public void Add(long nowNs, bool isCancel)
    {
        for (int i = 0; i < _windows.Length; i++)
        {
            if (!isCancel || _allowances[i].CountsCancels)
                _windows[i].Add(nowNs);
        }
    }

    /// <summary>
    /// The venue says how many it has counted. More than here: another session of the account uses the same allowance, and the rest counts as sent now. Fewer says nothing: its window may
    /// just have begun, and what is on its way it hasn't seen.
    /// </summary>
    /// <returns>There is such a window.</returns>
    public bool Correct(long windowNs, int used, long nowNs)
    {
        int at = Array.FindIndex(_allowances, a => a.WindowNs == windowNs);
        if (at < 0)
            return false;
        for (int more = Math.Min(used, _allowances[at].Most) - _windows[at].Used(nowNs); more > 0; more--)
            _windows[at].Add(nowNs);
        return true;
    }

    /// <summary>Nothing has been sent.</summary>
    public void Reset()
    {
        foreach (OrderRateWindow window in _windows)
            window.Clear();
    }

    public bool IsLimited => _allowances.Length > 0;

    public string Names => $"it has {string.Join(", ", _allowances.Select(a => Duration.Format(a.WindowNs)))}";

    public IEnumerable<BudgetStatus> Status(string venue, long nowNs) => _windows.Select((w, i) =>
    {
        int used = w.Used(nowNs), most = _allowances[i].Most, kept = Kept(_allowances[i]);
        return new BudgetStatus(venue, _allowances[i].WindowNs, most, used, Math.Max(0, most - kept - used), w.FreeNs(nowNs, kept));
    });

    private static int Kept(OrderAllowance allowance) => allowance.CountsCancels ? (int)Math.Ceiling(allowance.Most * allowance.KeptForCancels) : 0;
}
