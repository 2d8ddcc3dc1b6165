using System.Text;

namespace Touchline.Plugins;

/// <summary>Finds a symbol by the C text that a plug-in gives; open addressing, nothing is allocated.</summary>
internal sealed unsafe class PluginSymbolTable
{
    private readonly (ulong Low, ulong High, int Index)[] _slots;
    private readonly int _mask;

    public PluginSymbolTable(PluginMemory memory)
    {
        _slots = new (ulong, ulong, int)[PluginMemory.MostSymbols * 4];
        _mask = _slots.Length - 1;
        foreach (ref (ulong Low, ulong High, int Index) slot in _slots.AsSpan())
            slot.Index = -1;
        for (int i = 0; i < memory.SymbolCount; i++)
        {
            fixed (byte* text = Encoding.ASCII.GetBytes(memory.Symbol(i) + '\0'))
            {
                Read(text, out ulong low, out ulong high);
                int at = At(low, high);
                while (_slots[at].Index >= 0)
                    at = (at + 1) & _mask;
                _slots[at] = (low, high, i);
            }
        }
    }

    /// <summary>Its index; -1 when it is unknown, null or too long.</summary>
    public int Find(byte* text)
    {
        if (text == null || !Read(text, out ulong low, out ulong high))
            return -1;
        for (int at = At(low, high); ; at = (at + 1) & _mask)
        {
            (ulong slotLow, ulong slotHigh, int index) = _slots[at];
            if (index < 0 || (slotLow == low && slotHigh == high))
                return index;
        }
    }

    private int At(ulong low, ulong high) => (int)(((low ^ (high * 0x9E3779B97F4A7C15)) * 0xD6E8FEB86659FD93) >> 40) & _mask;

    // Not a byte behind the zero is touched, nor one behind those that fit.
    private static bool Read(byte* text, out ulong low, out ulong high)
    {
        (low, high) = (0, 0);
        for (int i = 0; i <= PluginSymbol.MostBytes; i++)
        {
            ulong c = text[i];
            if (c == 0)
                return i > 0;
            if (i < 8)
                low |= c << (8 * i);
            else
                high |= c << (8 * (i - 8));
        }

        return false;
    }
}
