using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Tests")]
[assembly: InternalsVisibleTo("Touchline.Conformance.Tests")]
