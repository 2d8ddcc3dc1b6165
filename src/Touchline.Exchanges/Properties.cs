using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Exchanges.Tests")]
[assembly: InternalsVisibleTo("Touchline.Conformance.Tests")]
[assembly: InternalsVisibleTo("touchline")] // its simulation compares the engine with what the exchange has
