using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Venues.Tests")]
[assembly: InternalsVisibleTo("Touchline.Conformance.Tests")]
