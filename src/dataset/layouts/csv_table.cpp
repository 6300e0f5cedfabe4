#include "dataset/layouts/csv_table.h"

#include <algorithm>

#include "files/text.h"

namespace tinsmith::dataset {
namespace {

char separator_of(std::string_view first_line) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const std::ptrdiff_t count = std::count(first_line.begin(), first_line.end(), candidate);
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

// The texts of each heading, in the form of letters_of.
struct HeadingWords {
  Heading heading;
  std::string_view words;
};
constexpr HeadingWords kHeadingWords[] = {
    {Heading::Picture,
     "filename imagefilename imagename imagepath filepath image imageid img imgname "
     "imgpath imgid imagefile imageuri imageurl path file files images picture photo "
     "frame"},
    {Heading::ClassName,
     "class label labelname classname classes category categoryname labels tag object "
     "objectname species target annotation choice"},
    {Heading::ClassNumber, "classid labelid categoryid"},
    {Heading::Split, "split subset set partition mluse usage"},
    {Heading::Left, "xmin minx x1 left xtl xstart startx xleft leftx topleftx x0"},
    {Heading::Top, "ymin miny y1 top ytl ystart starty ytop topy toplefty y0"},
    {Heading::Right, "xmax maxx x2 right xbr xend endx xright rightx bottomrightx"},
    {Heading::Bottom, "ymax maxy y2 bottom ybr yend endy ybottom bottomy bottomrighty"},
    {Heading::X, "x xpos"},
    {Heading::Y, "y ypos"},
    {Heading::CentreX, "xcenter xcentre centerx centrex cx xc xmid"},
    {Heading::CentreY, "ycenter ycentre centery centrey cy yc ymid"},
    {Heading::Width, "width w"},
    {Heading::Height, "height h"},
    {Heading::BoxWidth, "bw"},
    {Heading::BoxHeight, "bh"},
    {Heading::PictureWidth, "imagewidth imgwidth imgw imagew picturewidth originalwidth"},
    {Heading::PictureHeight, "imageheight imgheight imgh imageh pictureheight originalheight"},
    {Heading::WholeBox, "coordinates coords boxes bboxes boxesstring"},
};
// Prefixes that are ignored: "bbox_x" means x, "bbox_width" the width of the box, "bbox" the whole box.
constexpr std::string_view kBoxPrefixes[] = {"boundingbox", "bndbox", "bbox", "box", "rect", "roi"};

std::optional<Heading> heading_named(std::string_view letters) {
  for (const HeadingWords& row : kHeadingWords) {
    const auto words = words_of(row.words);
    if (std::find(words.begin(), words.end(), letters) != words.end()) return row.heading;
  }
  return std::nullopt;
}

class CsvParser {
 public:
  explicit CsvParser(std::string_view text) : text_(text) {
    const std::string_view first = trimmed(text.substr(0, text.find('\n')));
    table_.separator = separator_of(first);
    if (first.size() == 5 && lowered(first).starts_with("sep=")) {  // written by Excel: "sep=;"
      table_.separator = first[4];
      at_ = std::min(text.find('\n'), text.size() - 1) + 1;
    }
  }

  CsvTable parse() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"' && trimmed(cell_).empty()) {
        cell_.clear();
        read_quoted();
      } else if (c == table_.separator) {
        end_cell();
      } else if (c == '\n') {
        end_row();
      } else {
        cell_ += c;
      }
    }
    end_row();
    return std::move(table_);
  }

 private:
  void read_quoted() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c != '"') {
        cell_ += c;
      } else if (at_ < text_.size() && text_[at_] == '"') {
        cell_ += text_[at_++];
      } else {
        return;
      }
    }
  }

  void end_cell() {
    row_.emplace_back(trimmed(cell_));
    cell_.clear();
  }

  void end_row() {
    if (row_.empty() && trimmed(cell_).empty()) {
      cell_.clear();
      return;
    }
    end_cell();
    table_.rows.push_back(std::move(row_));
    row_.clear();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string cell_;
  std::vector<std::string> row_;
  CsvTable table_;
};

}  // namespace

CsvTable parse_csv(std::string_view text) {
  return CsvParser(text).parse();
}

std::optional<double> csv_number_of(std::string_view cell) {
  std::string plain(cell);
  if (std::count(plain.begin(), plain.end(), ',') == 1) std::replace(plain.begin(), plain.end(), ',', '.');
  return number_of(plain);
}

std::optional<std::vector<double>> numbers_in_cell(std::string_view cell) {
  std::vector<double> numbers;
  for (const std::string_view word : pieces_of(cell, " \t\r\n,;[](){}\"'")) {
    const auto number = number_of(word);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

std::string letters_of(std::string_view cell) {
  std::string out;
  for (const char c : lowered(cell)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  }
  return out;
}

std::optional<Heading> heading_of(std::string_view cell) {
  const std::string letters = letters_of(cell);
  if (const auto known = heading_named(letters)) return known;
  for (const std::string_view prefix : kBoxPrefixes) {
    if (!letters.starts_with(prefix)) continue;
    if (letters.size() == prefix.size()) return Heading::WholeBox;
    const auto rest = heading_named(std::string_view(letters).substr(prefix.size()));
    if (rest == Heading::Width) return Heading::BoxWidth;
    if (rest == Heading::Height) return Heading::BoxHeight;
    if (rest) return rest;
  }
  return std::nullopt;
}

}  // namespace tinsmith::dataset
