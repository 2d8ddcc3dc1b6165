using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Exchanges.Tests")]
[assembly: InternalsVisibleTo("Touchline.Conformance.Tests")]
