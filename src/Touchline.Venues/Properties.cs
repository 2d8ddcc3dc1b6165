using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Conformance.Tests")]
[assembly: InternalsVisibleTo("Touchline.Venues.Tests")]
[assembly: InternalsVisibleTo("touchline")] // its benchmarks measure the decoders
