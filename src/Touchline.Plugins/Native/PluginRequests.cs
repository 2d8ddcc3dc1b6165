namespace Touchline.Plugins;

/// <summary>
/// What a plug-in has asked for and not been answered, on its own side: who is to be called back. Any of its threads may ask, one thread answers; a lock between them. Nothing is allocated while nobody waits for the lock.
/// </summary>
internal sealed unsafe class PluginRequests
{
    private const int SlotBits = 10;

    private readonly Lock _lock = new();
    private readonly BlockProducer<PluginRequest> _ring;
    private readonly PluginSymbolTable _symbols;
    private readonly nint[] _callbacks = new nint[PluginMemory.MostUnderWay];
    private readonly long[] _tickets = new long[PluginMemory.MostUnderWay];
    private readonly int[] _free = new int[PluginMemory.MostUnderWay];
    private int _freeCount = PluginMemory.MostUnderWay;
    private long _sequence;
    private bool _isClosed;

    public PluginRequests(PluginMemory memory)
    {
        _ring = new BlockProducer<PluginRequest>(memory.Requests, PluginMemory.MostUnderWay);
        _symbols = new PluginSymbolTable(memory);
        for (int i = 0; i < _free.Length; i++)
            _free[i] = i;
    }

    /// <summary>False: the order is refused, and nobody has heard of it.</summary>
    public bool TryPlace(byte* apiKey, byte* secretKey, byte* symbol, double price, double quantity, byte* side, nint callback)
    {
        var request = new PluginRequest { Kind = PluginRequestKind.Place, Symbol = _symbols.Find(symbol), Price = price, Quantity = quantity, Side = SideOf(side) };
        return IsWithoutKeys(apiKey, secretKey) && request.Symbol >= 0 && request.Side != PluginSide.None && PluginRequest.IsAmount(price) && PluginRequest.IsAmount(quantity) && TryAsk(ref request, callback);
    }

    /// <summary>False: the cancel is refused, and nobody has heard of it.</summary>
    public bool TryCancel(byte* apiKey, byte* secretKey, byte* symbol, long orderId, nint callback)
    {
        var request = new PluginRequest { Kind = PluginRequestKind.Cancel, Symbol = _symbols.Find(symbol), OrderId = orderId };
        return IsWithoutKeys(apiKey, secretKey) && request.Symbol >= 0 && TryAsk(ref request, callback);
    }

    /// <summary>From here on everything is refused.</summary>
    public void Close()
    {
        lock (_lock)
            _isClosed = true;
    }

    /// <summary>Ends a request.</summary>
    /// <param name="callback">0 where nobody wants to hear.</param>
    /// <returns>False: it isn't under way.</returns>
    public bool TryEnd(long ticket, out nint callback)
    {
        int slot = (int)(ticket & (PluginMemory.MostUnderWay - 1));
        lock (_lock)
        {
            callback = _callbacks[slot];
            if (ticket == 0 || _tickets[slot] != ticket)
                return false;
            _tickets[slot] = 0;
            _free[_freeCount++] = slot;
            return true;
        }
    }

    /// <summary>Ends any request that is under way; false when none is.</summary>
    public bool TryEndAny(out nint callback)
    {
        foreach (ref long ticket in _tickets.AsSpan())
        {
            if (Volatile.Read(ref ticket) is not 0 and long held && TryEnd(held, out callback))
                return true;
        }

        callback = 0;
        return false;
    }

    private static bool IsWithoutKeys(byte* apiKey, byte* secretKey) => apiKey == null && secretKey == null;

    private bool TryAsk(ref PluginRequest request, nint callback)
    {
        lock (_lock)
        {
            if (_isClosed || _freeCount == 0)
                return false;
            PluginRequest* into = _ring.Claim();
            if (into == null)
                return false;
            int slot = _free[--_freeCount];
            request.Ticket = (++_sequence << SlotBits) | (uint)slot;
            _tickets[slot] = request.Ticket;
            _callbacks[slot] = callback;
            *into = request;
            _ring.Publish();
            return true;
        }
    }

    // Not a byte behind the zero is touched.
    private static PluginSide SideOf(byte* text)
    {
        if (text == null)
            return PluginSide.None;
        if (text[0] == 'B' && text[1] == 'U' && text[2] == 'Y' && text[3] == 0)
            return PluginSide.Buy;
        return text[0] == 'S' && text[1] == 'E' && text[2] == 'L' && text[3] == 'L' && text[4] == 0 ? PluginSide.Sell : PluginSide.None;
    }
}
