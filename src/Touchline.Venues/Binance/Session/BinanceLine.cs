namespace Touchline.Venues.Binance;

/// <summary>
/// A connection that is to be there: opened again after a loss, and replaced before the venue cuts it off after 24 h, the new one up before the old one goes.
/// </summary>
internal abstract class BinanceLine(BinanceSession session)
{
    private const long OpenTimeoutNs = 15 * BinanceSession.NsPerSecond;
    private const long LifeNs = 23L * 3600 * BinanceSession.NsPerSecond;

    // A connection that stood for so long was a good one: the next retry is a first one.
    private const long GoodNs = 30 * BinanceSession.NsPerSecond;

    private readonly BinanceRetry _retry = new(session.Random);
    private int _next = -1;
    private bool _isNextOpen;
    private long _openAtNs = long.MaxValue, _openedNs, _giveUpNs, _renewAtNs = long.MaxValue, _nextGiveUpNs;
    private bool _isClosing;
    private string? _reopens;

    protected BinanceSession Session => session;

    /// <summary>The connection in use; -1: there is none.</summary>
    protected int Current { get; private set; } = -1;

    /// <summary>The one that is to take its place, once open; else -1.</summary>
    protected int Successor => _isNextOpen ? _next : -1;

    public bool IsOpen { get; private set; }

    public bool IsWanted { get; private set; }

    /// <summary>Why it isn't open, for people; null while it is.</summary>
    public string? Trouble { get; private set; } = "it isn't connected yet";

    public long OpenedNs => _openedNs;

    /// <summary>When <see cref="Advance"/> has something to do.</summary>
    public virtual long NextNs => !IsWanted || IsOver ? long.MaxValue
        : Current < 0 ? Math.Max(_openAtNs, session.MayOpenNs)
        : !IsOpen ? _giveUpNs
        : _next < 0 ? Math.Max(_renewAtNs, session.MayOpenNs)
        : _isNextOpen ? long.MaxValue : _nextGiveUpNs;

    /// <summary>It is opened again even for a session that is past help.</summary>
    protected virtual bool OutlivesHope => false;

    private bool IsOver => session.IsHopeless && !OutlivesHope;

    /// <summary>For people: which line it is.</summary>
    protected abstract string Name { get; }

    protected abstract string Url { get; }

    protected abstract void OnOpen(int connection, long nowNs);

    public abstract void OnMessage(int connection, ReadOnlySpan<byte> message, long receivedNs);

    /// <summary>Nothing is connected any more.</summary>
    protected abstract void OnLost(string reason, long nowNs);

    /// <summary>The successor is gone again before its time.</summary>
    protected virtual void OnSuccessorLost(int connection, long nowNs)
    {
    }

    public override string ToString() => Name;

    public void Want(long nowNs)
    {
        if (IsWanted)
            return;
        IsWanted = true;
        _openAtNs = nowNs;
        Advance(nowNs);
    }

    public void Unwant()
    {
        IsWanted = false;
        _openAtNs = long.MaxValue;
        if (Current >= 0)
            session.Wire.Close(Current);
        if (_next >= 0)
            session.Wire.Close(_next);
    }

    /// <summary>Closes what is there, to open it again.</summary>
    public void Reopen(string reason)
    {
        if (Current < 0 || _isClosing)
            return;
        _isClosing = true;
        _reopens = reason;
        session.Note($"{Name}: {reason}: connecting again");
        session.Wire.Close(Current);
    }

    public virtual void Advance(long nowNs)
    {
        if (!IsWanted || session.IsStopped || IsOver)
            return;
        if (Current < 0 && nowNs >= _openAtNs)
            Current = Open(nowNs, ref _giveUpNs);
        else if (Current >= 0 && !IsOpen && nowNs >= _giveUpNs && !_isClosing)
            CloseSilent(Current, ref _giveUpNs);
        else if (IsOpen && _next < 0 && nowNs >= _renewAtNs)
            _next = Open(nowNs, ref _nextGiveUpNs);
        else if (_next >= 0 && !_isNextOpen && nowNs >= _nextGiveUpNs)
            CloseSilent(_next, ref _nextGiveUpNs);
    }

    public void OnOpened(int connection, long nowNs)
    {
        if (connection == Current)
        {
            IsOpen = true;
            Trouble = null;
            _openedNs = nowNs;
            _renewAtNs = nowNs + LifeNs;
            session.IsStateOld = true;
            OnOpen(connection, nowNs);
        }
        else if (connection == _next)
        {
            _isNextOpen = true;
            OnOpen(connection, nowNs);
        }
    }

    public void OnClosed(int connection, string reason, long nowNs)
    {
        session.FreeConnection(connection);
        if (connection == _next)
        {
            _next = -1;
            _isNextOpen = false;
            _renewAtNs = nowNs + _retry.NextNs() + 30 * BinanceSession.NsPerSecond;
            OnSuccessorLost(connection, nowNs);
        }
        else if (connection == Current)
        {
            OnCurrentClosed(reason, nowNs);
        }
    }

    /// <summary>The successor is all that the line was: the old connection goes.</summary>
    protected void TakeOver(long nowNs)
    {
        int old = Current;
        Current = _next;
        _next = -1;
        _isNextOpen = _isClosing = false;
        _reopens = null;
        _openedNs = nowNs;
        _renewAtNs = nowNs + LifeNs;
        session.Wire.Close(old);
    }

    private int Open(long nowNs, ref long giveUpNs)
    {
        if (nowNs < session.MayOpenNs)
            return -1;
        int number = session.TakeConnection(this);
        if (number < 0)
            return -1;
        session.CountOpen(nowNs);
        giveUpNs = nowNs + OpenTimeoutNs;
        session.Wire.Open(number, Url);
        return number;
    }

    private void CloseSilent(int connection, ref long giveUpNs)
    {
        giveUpNs = long.MaxValue;
        session.Wire.Close(connection);
    }

    private void OnCurrentClosed(string reason, long nowNs)
    {
        bool wasOpen = IsOpen;
        if (wasOpen && nowNs - _openedNs >= GoodNs)
            _retry.Reset();
        Current = -1;
        IsOpen = _isClosing = false;
        Trouble = _reopens ?? reason;
        _reopens = null;
        session.IsStateOld = true;
        if (_isNextOpen)
        {
            // The old one went first; what the new one hasn't got yet is a loss like any other.
            Current = _next;
            _next = -1;
            _isNextOpen = false;
            IsOpen = true;
            Trouble = null;
            _openedNs = nowNs;
            _renewAtNs = nowNs + LifeNs;
        }
        else if (IsWanted && !session.IsStopped)
        {
            _openAtNs = nowNs + _retry.NextNs();
            session.Note(wasOpen ? $"{Name} lost: {reason}; connecting again in {(_openAtNs - nowNs) / BinanceSession.NsPerMs} ms"
                : $"{Name} not to be had: {reason}; trying again in {(_openAtNs - nowNs) / BinanceSession.NsPerMs} ms");
        }

        OnLost(reason, nowNs);
    }
}
