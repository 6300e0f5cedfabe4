// dataset/layouts/name_list.h — files that only list class names, one layout or another.
#pragma once

#include <string>
#include <vector>

#include "dataset/survey.h"

namespace tinsmith::dataset {

// True for the files that annotation programs keep class names in: classes.txt, labels.txt, obj.names, …
// Such a file is never the annotation of a picture called "classes".
bool is_name_list(std::string_view path);

// The names in the source's list, in its order: the first of obj.names (or another *.names), classes.txt,
// _darknet.labels, labels.txt, labelmap.txt, predefined_classes.txt. Empty when there is no list.
std::vector<std::string> listed_names(const Survey& survey);

}  // namespace tinsmith::dataset
