using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Storage.Tests")]
[assembly: InternalsVisibleTo("Touchline.Tests")]
[assembly: InternalsVisibleTo("Touchline.Conformance.Tests")]
[assembly: InternalsVisibleTo("Touchline.Page.Tests")]
