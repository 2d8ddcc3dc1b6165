using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>A symbol that a plug-in hears of and may trade.</summary>
/// <param name="Name">As the venue calls it.</param>
/// <param name="Alias">What the plug-in calls it; null: the name itself, which then has to fit.</param>
public sealed record PluginSymbol(string Name, string? Alias = null)
{
    /// <summary>Of what a plug-in calls it: its field has room for this and a zero.</summary>
    public const int MostBytes = PluginLayout.SymbolBytes - 1;

    /// <summary>What the plug-in calls it.</summary>
    public string Text => Alias ?? Name;

    /// <exception cref="BadInputException">There are none or too many, one doesn't fit, isn't ASCII, or is there twice.</exception>
    internal static void Check(IReadOnlyList<PluginSymbol> symbols)
    {
        if (symbols.Count is 0 or > PluginMemory.MostSymbols)
            throw new BadInputException($"a native plug-in has 1 to {PluginMemory.MostSymbols:N0} symbols, not {symbols.Count:N0}");
        var seen = new Dictionary<string, PluginSymbol>(StringComparer.Ordinal);
        foreach (PluginSymbol symbol in symbols)
        {
            if (symbol.Text.Length == 0 || symbol.Text.AsSpan().ContainsAnyExceptInRange('!', '~'))
                throw new BadInputException($"a native plug-in can't be told of symbol '{symbol.Name}' as '{symbol.Text}'; right is an alias of 1 to {MostBytes} ASCII characters without a space");
            if (symbol.Text.Length > MostBytes)
                throw new BadInputException($"{Called(symbol)} is longer than {MostBytes} bytes, which is all that a native plug-in has room for; declare a shorter alias for it");
            if (!seen.TryAdd(symbol.Text, symbol))
                throw new BadInputException($"a native plug-in would know both symbol '{seen[symbol.Text].Name}' and symbol '{symbol.Name}' as '{symbol.Text}'; declare another alias for one of them");
        }
    }

    private static string Called(PluginSymbol symbol) => symbol.Alias is null ? $"symbol '{symbol.Name}'" : $"alias '{symbol.Alias}' of symbol '{symbol.Name}'";
}
