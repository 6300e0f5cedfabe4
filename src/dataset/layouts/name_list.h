// dataset/layouts/name_list.h — reads files that contain only a list of class names.
#pragma once

#include <string>
#include <vector>

#include "dataset/survey.h"

namespace tinsmith::dataset {

// True for the files in which annotation programs store class names: classes.txt, labels.txt, obj.names, …
// Such a file is never the annotation of a picture named "classes".
bool is_name_list(std::string_view path);

// Returns the names from the first list that the source has: obj.names (or another *.names), classes.txt,
// _darknet.labels, labels.txt, labelmap.txt, predefined_classes.txt. Their order is that of the list. Empty
// when there is no list.
std::vector<std::string> listed_names(const Survey& survey);

}  // namespace tinsmith::dataset
