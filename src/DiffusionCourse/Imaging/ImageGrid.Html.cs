using System.Globalization;
using System.Text;
using DiffusionCourse.Display;

namespace DiffusionCourse.Imaging;

public sealed partial class ImageGrid
{
    /// <inheritdoc/>
    public string ToHtml()
    {
        var id = Html.NewId();
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $$"""
            <figure id="{{id}}" role="group"{{Html.Attribute("aria-label", Description ?? Title)}}>
            <style>
            #{{id}}{margin:.5rem 0;color:inherit}
            #{{id}} .title{font-weight:600;margin:0 0 .5rem}
            #{{id}} .scroll{overflow:auto hidden;max-height:none}
            #{{id}} table{border-collapse:separate;border-spacing:.5rem;margin:-.5rem 0 -.5rem -.5rem;color:inherit;table-layout:auto}
            #{{id}} thead,#{{id}} tbody,#{{id}} tr{background:none}
            #{{id}} th,#{{id}} td{background:none;color:inherit;border:0;padding:0;text-align:center;vertical-align:top;font-weight:400}
            #{{id}} th{font-weight:600}
            #{{id}} tbody th{vertical-align:middle;text-align:right}
            #{{id}} td{min-width:5rem}
            #{{id}} ul{display:flex;flex-wrap:wrap;gap:.75rem;margin:0;padding:0;list-style:none}
            #{{id}} li{margin:0;text-align:center;max-width:100%}
            #{{id}} .heading{font-weight:600;margin-bottom:.25rem}
            #{{id}} img{display:block;margin:0 auto .25rem}
            #{{id}} .caption{font-size:.875em;line-height:1.3;white-space:pre-line;font-variant-numeric:tabular-nums}
            </style>
            {{(Title is null ? "" : $"<figcaption class=\"title\">{Html.Encode(Title)}</figcaption>")}}
            """);
        if (Rows.Count == 1 && RowTitles.Count == 0)
        {
            AppendList(html);
        }
        else
        {
            AppendTable(html);
        }

        return html.Append("</figure>").ToString();
    }

    /// <summary>A single row is a list, so that it can wrap.</summary>
    private void AppendList(StringBuilder html)
    {
        html.Append("<ul>");

        // Six stand side by side where an editor shows them, which is narrower than a page; seven on a page.
        var least = Math.Clamp(44.0 / Columns, 6, 11);
        for (var column = 0; column < Columns; column++)
        {
            var cell = Rows[0][column];
            html.Append(
                CultureInfo.InvariantCulture,
                $"<li style=\"width:min({ImageElement.DisplayWidth(cell.Image)}px,max({least:0.##}rem,calc((100% - "
                    + $"{0.75 * (Columns - 1)}rem) / {Columns})))\">");
            if (ColumnTitles.Count > 0)
            {
                html.Append(CultureInfo.InvariantCulture, $"<div class=\"heading\">{Html.Encode(ColumnTitles[column])}</div>");
            }

            AppendCell(html, cell, 0, column);
            html.Append("</li>");
        }

        html.Append("</ul>");
    }

    private void AppendTable(StringBuilder html)
    {
        html.Append(
            CultureInfo.InvariantCulture,
            $"<div class=\"scroll\" tabindex=\"0\" role=\"group\"{
                Html.Attribute("aria-label", Title ?? Description ?? "Pictures")}><table>");
        if (ColumnTitles.Count > 0)
        {
            var corner = RowTitles.Count > 0 ? "<td></td>" : "";
            var headers = ColumnTitles.Select(title => $"<th scope=\"col\">{Html.Encode(title)}</th>");
            html.Append(CultureInfo.InvariantCulture, $"<thead><tr>{corner}{string.Concat(headers)}</tr></thead>");
        }

        html.Append("<tbody>");
        for (var row = 0; row < Rows.Count; row++)
        {
            html.Append("<tr>");
            if (RowTitles.Count > 0)
            {
                html.Append(CultureInfo.InvariantCulture, $"<th scope=\"row\">{Html.Encode(RowTitles[row])}</th>");
            }

            for (var column = 0; column < Columns; column++)
            {
                html.Append("<td>");
                AppendCell(html, Rows[row][column], row, column);
                html.Append("</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table></div>");
    }

    private void AppendCell(StringBuilder html, ImageCell cell, int row, int column)
    {
        html.Append(
            ImageElement.Create(
                cell.Image, AltText(cell, row, column), ImageElement.DisplayWidth(cell.Image), ImageElement.CompactSource(cell.Image)));
        if (cell.Caption is not null)
        {
            html.Append(CultureInfo.InvariantCulture, $"<div class=\"caption\">{Html.Encode(cell.Caption)}</div>");
        }
    }

    private string AltText(ImageCell cell, int row, int column)
    {
        string?[] place =
        [
            cell.AltText ?? cell.Image.Description ?? ImageElement.DefaultAltText(cell.Image),
            RowTitles.Count > 0 ? RowTitles[row] : null,
            ColumnTitles.Count > 0 ? ColumnTitles[column] : null,
        ];
        return string.Join(", ", place.Where(part => part is not null));
    }
}
