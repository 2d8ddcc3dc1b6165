namespace Touchline.Plugins;

/// <summary>A compiled file before it is loaded, both streams at their beginning.</summary>
/// <param name="Name">Different for every compilation in this process.</param>
internal sealed record StrategyAssembly(string Name, MemoryStream Image, MemoryStream Symbols);
