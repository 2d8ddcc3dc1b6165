using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Venues.Tests")]
