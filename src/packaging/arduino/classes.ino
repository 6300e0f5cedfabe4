void print_answer(int32_t, int32_t) {
  float probability;
  const int32_t best = tinsmith_best_class(&tinsmith_model, tinsmith_output(), &probability);
  Serial.print(tinsmith_model.class_names[best]);
  Serial.print(" ");
  Serial.print(probability);
}
