using Touchline.Core;

namespace Touchline.Trading;

/// <summary>The batch of an instrument that is being told, which leaves as a whole or not at all.</summary>
internal sealed class OutpostBatch
{
    private OutpostItem[] _items = new OutpostItem[64];
    private int _count;

    public ReadOnlySpan<OutpostItem> Items => _items.AsSpan(0, _count);

    /// <summary>Something was dropped: nothing more is told until the whole book has been.</summary>
    public bool IsStale { get; set; }

    public void Add(in MarketEvent e, long localNs)
    {
        if (_count == _items.Length)
            Array.Resize(ref _items, _count * 2);
        ref OutpostItem item = ref _items[_count++];
        item.Event = e;
        item.LocalNs = localNs;
        item.Kind = OutpostItemKind.Market;
    }

    public void Clear() => _count = 0;
}
