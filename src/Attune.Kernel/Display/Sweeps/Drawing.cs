using System.Globalization;
using System.Net;
using System.Text;

namespace Attune.Kernel.Display.Sweeps;

/// <summary>An SVG picture in the making. Its colours suit light and dark pages: text and axes take the page's own.</summary>
internal sealed class Drawing
{
    public const string Accent = "#2b7de0";
    public const string Faint = "#8a8f98";
    public const string Bad = "#d9534f";

    private readonly StringBuilder _svg = new();

    public Drawing(int width, int height, string label) =>
        _svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" style=\"max-width:100%;height:auto\" role=\"img\" aria-label=\"{Escape(label)}\" font-family=\"system-ui,sans-serif\" font-size=\"11\" fill=\"currentColor\">"
        );

    public void Text(double x, double y, string text, string anchor = "start") =>
        _svg.Append(
            $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\">{Escape(Cut(text))}</text>"
        );

    public void Line(double x1, double y1, double x2, double y2) =>
        _svg.Append(
            $"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" stroke=\"currentColor\" stroke-opacity=\"0.35\"/>"
        );

    public void Dot(double x, double y, string colour, string title) =>
        _svg.Append(
            $"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"3.5\" fill=\"{colour}\"><title>{Escape(title)}</title></circle>"
        );

    public void Cross(double x, double y, string title) =>
        _svg.Append(
            $"<path d=\"M{Number(x - 3)},{Number(y - 3)}l6,6m0,-6l-6,6\" stroke=\"{Bad}\" stroke-width=\"1.5\"><title>{Escape(title)}</title></path>"
        );

    public void Path(
        IEnumerable<(double X, double Y)> points,
        string colour,
        double width,
        double opacity,
        string title = ""
    ) =>
        _svg.Append(
            $"<polyline points=\"{string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{Number(width)}\" stroke-opacity=\"{Number(opacity)}\">{(title.Length > 0 ? $"<title>{Escape(title)}</title>" : "")}</polyline>"
        );

    public override string ToString() => _svg + "</svg>";

    /// <summary>A text as it may stand in HTML and SVG, also between quotes; without what XML has no place for.</summary>
    public static string Escape(string text) =>
        WebUtility.HtmlEncode(string.Concat(text.Where(c => !char.IsControl(c) || c is '\n' or '\t')));

    private static string Cut(string text) => text.Length <= 24 ? text : text[..23] + "…";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
