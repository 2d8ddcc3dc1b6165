using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Venues.Tests")]
[assembly: InternalsVisibleTo("touchline")] // its benchmarks measure the decoders
